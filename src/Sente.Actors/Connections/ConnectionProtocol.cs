using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>From a port: an event its client sent. Carries the bytes as they came; nobody decodes them on the way.</summary>
/// <param name="Port">Attach number of the port that read it: where its credit goes back.</param>
/// <param name="IsBad">Whether it is none, and goes to handlers as <c>chsk/bad-event</c> with what was given as its data.</param>
/// <param name="Event">Id and undecoded data.</param>
/// <param name="Callback">Set when the client wants a reply.</param>
/// <param name="Size">Bytes of the packed message, for the credit.</param>
internal sealed record ClientEvent(long Port, bool IsBad, Event Event, CallbackId? Callback, int Size) : ICrossesNodes;

/// <summary>From a port: its client has handed all events up to this number to its app (extension).</summary>
internal sealed record ClientAck(long Port, long UpTo) : ICrossesNodes;

/// <summary>From a port: the frame that was pending is written.</summary>
internal sealed record PortWritten(long Port) : ICrossesNodes;

/// <summary>From a port: the transport has ended.</summary>
/// <param name="Port">Attach number; a report from any but the current port is ignored.</param>
/// <param name="Misbehaved">Whether it was closed for a broken bound (1007, 1009, 1013): the client is then refused for a while.</param>
internal sealed record PortClosed(long Port, bool Misbehaved) : ICrossesNodes;

/// <summary>From a handler, by <see cref="Reply"/>: the answer to a request.</summary>
internal sealed record HandlerReply(CallbackId Callback, EncodedValue Value) : ICrossesNodes;

/// <summary>From the user actor: events for this connection's client. One object is shared by all of a user's connections.</summary>
internal sealed record Deliver(IReadOnlyList<EncodedValue> Events, bool Flush, PushTracker? Tracker) : INoSerializationVerificationNeeded;

/// <summary>From the user actor: the app closes this user's connections.</summary>
internal sealed record CloseConnection(PortClose Close) : INoSerializationVerificationNeeded;

/// <summary>
/// To the user actor: retention is over and nothing is left. <paramref name="Seen"/> counts the user actor's messages this connection has
/// taken; the user actor stops it only if it has sent no more than those, so that an attach can't be lost in between.
/// </summary>
internal sealed record ConnectionExpired(string ClientId, long Seen) : INoSerializationVerificationNeeded;

/// <summary>
/// To the user actor: the client is away. <paramref name="Attaches"/> counts the attaches that this connection has taken: when the user actor
/// has sent another one, the client is back already. <paramref name="Grace"/> is the time within which a poller's next poll is due, until when it
/// counts as connected; zero for a WebSocket.
/// </summary>
internal sealed record ConnectionAway(string ClientId, long Attaches, TimeSpan Grace) : INoSerializationVerificationNeeded;

/// <summary>To the user actor: how its client is present now, or null when it has been away for longer than the grace.</summary>
internal sealed record ConnectionPresence(string ClientId, TransportKind? Kind, RequestInfo Request) : INoSerializationVerificationNeeded;

/// <summary>To the user actor: the port broke a bound; its client is refused for a while.</summary>
internal sealed record ClientMisbehaved(string ClientId) : INoSerializationVerificationNeeded;
