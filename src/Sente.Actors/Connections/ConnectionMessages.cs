using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>From the user actor: events for this connection's client. One object is shared by all of a user's connections.</summary>
internal sealed record Deliver(IReadOnlyList<EncodedValue> Events, bool Flush, PushTracker? Tracker) : INoSerializationVerificationNeeded;

/// <summary>From the user actor: the app closes this user's connections.</summary>
internal sealed record CloseConnection(PortClose Close) : INoSerializationVerificationNeeded;

/// <summary>
/// To the user actor: retention is over and nothing is left. <paramref name="MessagesReceived"/> counts the user actor's messages this connection has
/// taken; the user actor stops it only if it has sent no more than those, so that an attach can't be lost in between.
/// </summary>
internal sealed record ConnectionExpired(string ClientId, long MessagesReceived) : INoSerializationVerificationNeeded;

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
