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

    /// <summary>Whether users live on this node: it is no member of a cluster, or it has the role.</summary>
    /// <param name="system">The actor system of this node.</param>
    /// <param name="role">The cluster role of the nodes on which users live; null: all nodes.</param>
    public static bool IsOnThisNode(ActorSystem system, string? role) => role is null || !IsClustered(system) || Cluster.Get(system).SelfRoles.Contains(role);

    /// <summary>
    /// Starts the region, or a proxy of it on a node without the role. Clients' events reach handlers from then on, so everything else must have started.
    /// </summary>
    public static Task<IActorRef> StartAsync(ActorSystem system, UserServices services)
    {
        var user = UserActor.Props(services);
        if (!IsClustered(system))
        {
            return Task.FromResult(system.ActorOf(LocalUserRegionActor.Props(services.Node.Metrics, user), Name));
        }

        var sharding = ClusterSharding.Get(system);
        var settings = ClusterShardingSettings.Create(system).WithRole(services.Node.UserRole);
        return sharding.StartAsync(
            Name,
            _ => user,
            settings,
            new UserMessageExtractor(services.Node.Limits.Shards),
            sharding.DefaultShardAllocationStrategy(settings),
            StopUser.Instance);
    }

    /// <summary>Returns the actors with the path of <paramref name="actor"/> on the other nodes where users live; without a cluster, there are none.</summary>
    /// <param name="system">The actor system of this node.</param>
    /// <param name="role">The cluster role of the nodes on which users live; null: all nodes.</param>
    /// <param name="actor">The actor of this node.</param>
    public static IEnumerable<ActorSelection> OnOtherNodes(ActorSystem system, string? role, IActorRef actor)
    {
        if (!IsClustered(system))
        {
            return [];
        }

        var cluster = Cluster.Get(system);
        return cluster.State.Members
            .Where(member => member.Status is MemberStatus.Up && member.UniqueAddress != cluster.SelfUniqueAddress && (role is null || member.HasRole(role)))
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
