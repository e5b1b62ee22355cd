using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting;

namespace Sente.AspNetCore;

/// <summary>The actor system of an app that has none of its own: a cluster of this node alone, which nobody else can reach.</summary>
internal static class SingleNode
{
    /// <summary>Name of the system.</summary>
    public const string SystemName = "sente";

    private static readonly Config Hocon = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          actor.provider = cluster
          remote.dot-netty.tcp {
            hostname = 127.0.0.1
            port = 0
          }
          cluster {
            seed-nodes = []

            # Nobody else is asked: joining and leaving need not wait for the rhythm of a larger cluster.
            leader-actions-interval = 100ms
            periodic-tasks-initial-delay = 100ms
            singleton.hand-over-retry-interval = 100ms
          }
        }
        """);

    /// <summary>Describes the system.</summary>
    public static void Configure(AkkaConfigurationBuilder builder) => builder
        .AddHocon(Hocon, HoconAddMode.Prepend)
        .ConfigureLoggers(loggers =>
        {
            loggers.ClearLoggers();
            loggers.AddLoggerFactory();
        })
        .WithSente()
        .AddStartup((system, _) =>
        {
            var cluster = Cluster.Get(system);
            cluster.Join(cluster.SelfAddress);
        });
}
