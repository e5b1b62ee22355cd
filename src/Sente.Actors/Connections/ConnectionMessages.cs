using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>From the user actor: events for the connection's client. All of a user's connections share the object.</summary>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="Flush">Whether a send buffer is written at once.</param>
/// <param name="Tracker">Collects what becomes of the push; null when its sender wants no result.</param>
internal sealed record Deliver(IReadOnlyList<EncodedValue> Events, bool Flush, PushTracker? Tracker) : INoSerializationVerificationNeeded;

/// <summary>From the user actor: the app closes the user's connections.</summary>
/// <param name="Close">The reason and close code that the client receives.</param>
internal sealed record CloseConnection(PortClose Close) : INoSerializationVerificationNeeded;

/// <summary>To the user actor: the retention is over, and the connection can be stopped.</summary>
/// <param name="ClientId">The connection's client.</param>
/// <param name="MessagesReceived">
/// The number of the user actor's messages that the connection has received. The user actor stops it only if it has sent no more: otherwise an
/// attach could be on its way and be lost.
/// </param>
internal sealed record ConnectionExpired(string ClientId, long MessagesReceived) : INoSerializationVerificationNeeded;

/// <summary>To the user actor: the client is away.</summary>
/// <param name="ClientId">The connection's client.</param>
/// <param name="Attaches">The number of attaches that the connection has received. If the user actor has sent more, the client is back already.</param>
/// <param name="Grace">How long a polling client still counts as connected, because its next poll is due; zero for a WebSocket.</param>
internal sealed record ConnectionAway(string ClientId, long Attaches, TimeSpan Grace) : INoSerializationVerificationNeeded;

/// <summary>To the user actor: the client's presence has changed.</summary>
/// <param name="ClientId">The connection's client.</param>
/// <param name="Kind">The client's kind of transport; null when it has been away for longer than the grace.</param>
/// <param name="Request">The HTTP request of the client's newest transport.</param>
internal sealed record ConnectionPresence(string ClientId, TransportKind? Kind, RequestInfo Request) : INoSerializationVerificationNeeded;

/// <summary>To the user actor: a port of the client was closed for a broken bound. The user actor refuses the client for a while.</summary>
/// <param name="ClientId">The connection's client.</param>
internal sealed record ClientMisbehaved(string ClientId) : INoSerializationVerificationNeeded;
