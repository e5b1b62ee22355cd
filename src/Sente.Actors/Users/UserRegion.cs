using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace Sente.Actors;

/// <summary>
/// Where a node's user actors live: in shards over the cluster's nodes, or on this node alone where the actor system is no member of a
/// cluster. Both take the same messages.
/// </summary>
internal static class UserRegion
{
    /// <summary>Name of the region; the same on every node.</summary>
    public const string Name = "sente-users";

    /// <summary>Whether the system is a cluster's member, or will be.</summary>
    public static bool IsClustered(ActorSystem system) => ((ExtendedActorSystem)system).Provider is ClusterActorRefProvider;

    /// <summary>Starts the region. Clients' events reach handlers from now on, so everything else must be there.</summary>
    public static Task<IActorRef> StartAsync(ActorSystem system, UserServices services)
    {
        var user = UserActor.Props(services);
        if (!IsClustered(system))
        {
            return Task.FromResult(system.ActorOf(LocalUserRegionActor.Props(services.Node.Metrics, user), Name));
        }

        var sharding = ClusterSharding.Get(system);
        var settings = ClusterShardingSettings.Create(system);
        return sharding.StartAsync(
            Name,
            _ => user,
            settings,
            new UserMessageExtractor(services.Node.Limits.Shards),
            sharding.DefaultShardAllocationStrategy(settings),
            StopUser.Instance);
    }

    /// <summary>The actors of this one's name on the other nodes; none where there is no cluster.</summary>
    public static IEnumerable<ActorSelection> OnOtherNodes(ActorSystem system, IActorRef actor)
    {
        if (!IsClustered(system))
        {
            return [];
        }

        var cluster = Cluster.Get(system);
        return cluster.State.Members
            .Where(member => member.Status is MemberStatus.Up && member.UniqueAddress != cluster.SelfUniqueAddress)
            .Select(member => system.ActorSelection(new RootActorPath(member.Address) / actor.Path.Elements));
    }
}

/// <summary>Which entity and shard a message to a user is for. Akka's own hash is stable across nodes and versions.</summary>
internal sealed class UserMessageExtractor(int shards) : HashCodeMessageExtractor(shards)
{
    public override string? EntityId(object message) => (message as IUserMessage)?.EntityId;

    public override object EntityMessage(object message) => message;
}
