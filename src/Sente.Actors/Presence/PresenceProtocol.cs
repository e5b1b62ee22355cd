using System.Threading.Channels;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>From a user actor of this node: how its user is present now.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Uid">The user.</param>
/// <param name="Ws">Whether a client is on a WebSocket.</param>
/// <param name="Ajax">Whether a client polls.</param>
/// <param name="ClientId">The client whose coming or going changed it.</param>
/// <param name="Request">That client's request.</param>
internal sealed record UserPresence(string EntityId, string Uid, bool Ws, bool Ajax, string ClientId, RequestInfo Request) : INoSerializationVerificationNeeded;

/// <summary>Somebody wants each change from now on.</summary>
internal sealed record WatchPresence(ChannelWriter<PresenceChange> Changes) : INoSerializationVerificationNeeded;

/// <summary>And no longer.</summary>
internal sealed record UnwatchPresence(ChannelWriter<PresenceChange> Changes) : INoSerializationVerificationNeeded;
