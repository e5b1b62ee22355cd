using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace Sente.Actors;

/// <summary>
/// Starts the region through which messages reach user actors: Akka's shard region in a cluster, <see cref="LocalUserRegionActor"/> without one.
/// Both accept the same messages.
/// </summary>
internal static class UserRegion
{
    /// <summary>The region's name; the same on every node.</summary>
    public const string Name = "sente-users";

    /// <summary>Returns whether the actor system is configured for a cluster, joined or not.</summary>
    public static bool IsClustered(ActorSystem system) => ((ExtendedActorSystem)system).Provider is ClusterActorRefProvider;

    /// <summary>Starts the region. Clients' events can reach handlers from then on, so everything else must have started.</summary>
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

    /// <summary>Returns the actors with the same path on the other nodes that are up; empty without a cluster.</summary>
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

/// <summary>Determines the entity and shard of a message to a user, by Akka's own hash, which is the same on all nodes and in all versions.</summary>
/// <param name="shards">The number of shards; the same on every node.</param>
internal sealed class UserMessageExtractor(int shards) : HashCodeMessageExtractor(shards)
{
    public override string? EntityId(object message) => (message as IUserMessage)?.EntityId;

    public override object EntityMessage(object message) => message;
}
