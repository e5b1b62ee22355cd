using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sente.AspNetCore;

namespace Sente;

/// <summary>Adds Sente to an app's health checks.</summary>
public static class SenteHealthCheckExtensions
{
    /// <summary>
    /// Adds a check of whether clients should be sent to this node: Sente has started, all of its actors run, the node is a member of its
    /// cluster if it has one, and the host is not stopping. Use it for readiness.
    /// </summary>
    /// <param name="builder">The app's health checks.</param>
    /// <param name="name">Name of the check.</param>
    /// <param name="failureStatus">What the check reports when clients should not be sent here; null: unhealthy.</param>
    /// <param name="tags">Tags of the check, for endpoints that take only some checks.</param>
    public static IHealthChecksBuilder AddSente(
        this IHealthChecksBuilder builder,
        string name = "sente",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<SenteHealthCheck>(name, failureStatus, tags ?? []);
    }
}
