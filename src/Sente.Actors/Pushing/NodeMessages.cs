using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>From a node's <see cref="UsersActor"/> to each node's: events for all users that live there.</summary>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="WithoutUid">Whether only clients without a user are meant.</param>
/// <param name="Flush">Whether send buffers are flushed.</param>
/// <param name="WantsResult">Whether the sender is told a <see cref="PushResult"/>.</param>
internal sealed record PushToNode(IReadOnlyList<EncodedValue> Events, bool WithoutUid, bool Flush, bool WantsResult) : IRemoteMessage;

/// <summary>To the node's <see cref="UsersActor"/>: the region of the user actors runs.</summary>
internal sealed record RegionStarted(IActorRef Region) : INoSerializationVerificationNeeded;
