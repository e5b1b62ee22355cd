using Akka.Cluster;
using Akka.Hosting;

namespace Sente.Host;

/// <summary>How this node finds its cluster: alone by the profile's word, or by seed nodes; never alone by accident.</summary>
internal static class ClusterFormation
{
    /// <summary>Joins as the profile says.</summary>
    /// <exception cref="InvalidOperationException">The profile needs seed nodes or a shared key ring, and there are none.</exception>
    public static AkkaConfigurationBuilder FormCluster(this AkkaConfigurationBuilder akka, IConfiguration configuration) => akka.AddStartup((system, _) =>
    {
        var cluster = Cluster.Get(system);
        if (system.Settings.Config.GetBoolean("sente.host.join-self"))
        {
            cluster.Join(cluster.SelfAddress);
        }
        else if (cluster.Settings.SeedNodes.IsEmpty)
        {
            throw new InvalidOperationException(
                "The cluster profile needs seed nodes: set AKKA__CLUSTER__SEED_NODES__0=akka.tcp://sente@<host>:4053, the same on every node, " +
                "or run one node alone with the profile single-node.");
        }
        else
        {
            KeyRing.RequireShared(configuration);
        }
    });
}
