using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;

namespace Sente.Host;

/// <summary>How this node finds its cluster, where the profile makes it a member of one: by seed nodes, so that it is never alone by accident.</summary>
internal static class ClusterFormation
{
    /// <summary>Checks that the node can find its cluster; Akka joins the seed nodes itself.</summary>
    /// <exception cref="InvalidOperationException">The profile needs seed nodes or a shared key ring, and there are none.</exception>
    public static AkkaConfigurationBuilder FormCluster(this AkkaConfigurationBuilder akka, IConfiguration configuration) => akka.AddStartup((system, _) =>
    {
        if (((ExtendedActorSystem)system).Provider is not ClusterActorRefProvider)
        {
            return;
        }

        if (Cluster.Get(system).Settings.SeedNodes.IsEmpty)
        {
            throw new InvalidOperationException(
                "The cluster profile needs seed nodes: set AKKA__CLUSTER__SEED_NODES__0=akka.tcp://sente@<host>:4053, the same on every node, " +
                "or run one node alone with the profile single-node.");
        }

        KeyRing.RequireShared(configuration);
    });
}
