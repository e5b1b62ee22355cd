using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;

namespace Sente.Host;

/// <summary>Checks, for a profile with a cluster, that this node can find the cluster: by seed nodes, so that it never forms one of its own by accident.</summary>
internal static class ClusterFormation
{
    /// <summary>Adds the check to the start of the actor system; Akka.NET itself joins the seed nodes.</summary>
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
                "or run a single node with the profile single-node.");
        }

        KeyRing.RequireShared(configuration);
    });
}
