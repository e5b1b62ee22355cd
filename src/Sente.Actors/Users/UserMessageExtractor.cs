using Akka.Cluster.Sharding;

namespace Sente.Actors;

/// <summary>Which entity and shard a message to a user is for. Akka's own hash is stable across nodes and versions.</summary>
internal sealed class UserMessageExtractor(int shards) : HashCodeMessageExtractor(shards)
{
    public override string? EntityId(object message) => (message as IUserMessage)?.EntityId;

    public override object EntityMessage(object message) => message;
}
