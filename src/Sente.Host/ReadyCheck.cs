using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sente.Host;

/// <summary>Whether clients should be sent to this node: it is a member of its cluster, and not about to leave.</summary>
internal sealed class ReadyCheck(ActorSystem system, IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <summary>Marks the checks of <c>/health/ready</c>.</summary>
    public const string Tag = "ready";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = Cluster.Get(system).SelfMember.Status;
        return Task.FromResult(status == MemberStatus.Up && !lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"This node is {status} in its cluster."));
    }
}
