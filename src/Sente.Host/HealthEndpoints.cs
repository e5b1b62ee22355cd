using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Sente.Host;

/// <summary>What a load balancer or an orchestrator asks.</summary>
internal static class HealthEndpoints
{
    /// <summary>Marks the checks of <c>/health/ready</c>.</summary>
    public const string ReadyTag = "ready";

    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: send clients here.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }
}
