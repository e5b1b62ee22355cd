using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sente.Host;

/// <summary>Whether the key ring can seal and open: without it no client is let in.</summary>
internal sealed class KeyRingCheck(IDataProtectionProvider protection) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var protector = protection.CreateProtector("Sente.Host.KeyRingCheck");
            protector.Unprotect(protector.Protect([1]));
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (Exception failure)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"Data Protection can't use its key ring: {failure.GetBaseException().Message}", failure));
        }
    }
}
