using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Sente.ClusterTests;

/// <summary>The readiness check of a node in a cluster.</summary>
public sealed class ReadinessSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_node_is_ready_only_while_it_is_up_in_its_cluster()
    {
        using var host = TestCluster.CreateHost();
        await host.StartAsync();
        var cluster = Cluster.Get(host.Services.GetRequiredService<ActorSystem>());

        // Sente has started, but the node has not joined a cluster.
        var before = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.Contains("This node is Removed in its cluster, not Up", before.Description, StringComparison.Ordinal);

        using var patience = new CancellationTokenSource(Patience);
        await cluster.JoinAsync(cluster.SelfAddress, patience.Token);
        while ((await CheckAsync(host)).Status != HealthStatus.Healthy)
        {
            await Task.Delay(10, patience.Token);
        }

        // The node leaves while its host runs on.
        await cluster.LeaveAsync(patience.Token);
        var after = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, after.Status);
        await host.StopAsync();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["sente"];
}
