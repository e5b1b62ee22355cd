using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sente.AspNetCore;

namespace Sente;

/// <summary>Adds Sente to an app's health checks.</summary>
public static class SenteHealthCheckExtensions
{
    /// <summary>
    /// Adds a readiness check: Sente has started, all of its actors run, the node is a member of its cluster if it has one, and the host is not
    /// stopping.
    /// </summary>
    /// <param name="builder">The app's health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">The status that the check reports when the node is not ready; null: unhealthy.</param>
    /// <param name="tags">The tags of the check, by which health endpoints select checks; null: none.</param>
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
