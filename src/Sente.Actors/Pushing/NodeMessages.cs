using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>From a node's <see cref="UsersActor"/> to that of each node, its own included: a push to all clients whose entities are on the receiving node.</summary>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="WithoutUid">Whether only clients without a user receive it.</param>
/// <param name="Flush">Whether send buffers are written at once.</param>
/// <param name="WantsResult">Whether the message's sender receives a <see cref="PushResult"/>.</param>
internal sealed record PushToNode(IReadOnlyList<EncodedValue> Events, bool WithoutUid, bool Flush, bool WantsResult) : IRemoteMessage;

/// <summary>To the node's <see cref="UsersActor"/>: the region of the user actors has started.</summary>
/// <param name="Region">The region.</param>
internal sealed record RegionStarted(IActorRef Region) : INoSerializationVerificationNeeded;
