using Sente.Wire;

namespace Sente.Actors;

/// <summary>One event in an outbox.</summary>
/// <param name="Number">Its number: per connection, rising by one.</param>
/// <param name="Event">The encoded event, shared with other outboxes.</param>
/// <param name="Tracker">Who wants to know what becomes of it; a push of several events hangs it on the last.</param>
internal readonly record struct OutboxEntry(long Number, EncodedValue Event, PushTracker? Tracker);
