using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Sente.Host;

/// <summary>Maps the health endpoints for load balancers and orchestrators.</summary>
internal static class HealthEndpoints
{
    /// <summary>The tag of the checks that <c>/health/ready</c> runs.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Maps <c>/health/live</c>, which answers as long as the process runs, and <c>/health/ready</c>, which answers whether the node can serve clients.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }
}
