using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Checks whether this node is ready for clients: Sente's actors run, the node is a member of its cluster if it has one, and the host is not
/// stopping.
/// </summary>
internal sealed class SenteHealthCheck(NodeAccessor accessor, ActorSystem system, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Problem() is { } problem ? new HealthCheckResult(context.Registration.FailureStatus, problem) : HealthCheckResult.Healthy());

    private string? Problem()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return "The host is stopping.";
        }

        if (accessor.NodeOrNull is not { } node)
        {
            return "Sente has not started.";
        }

        if (node.Health.LostActor is { } lost)
        {
            return $"Sente's actor {lost} has ended; restart the process.";
        }

        if (!UserRegion.IsClustered(system))
        {
            return null;
        }

        var status = Cluster.Get(system).SelfMember.Status;
        return status == MemberStatus.Up ? null : $"This node is {status} in its cluster, not Up: are seed nodes set, and can they be reached?";
    }
}
