using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sente.Host;

/// <summary>
/// Configures where the keys that protect cookies and CSRF tokens are stored: in the folder <c>Sente:KeyRing</c>. The nodes of a cluster must share
/// them, because one node serves a page and others serve its client's requests.
/// </summary>
internal static class KeyRing
{
    private const string Setting = "Sente:KeyRing";

    /// <summary>Stores the keys in the configured folder; without one, a single node stores them in ASP.NET Core's default place.</summary>
    public static void AddKeyRing(this IServiceCollection services, IConfiguration configuration)
    {
        var protection = services.AddDataProtection().SetApplicationName("Sente.Host");
        if (configuration[Setting] is { Length: > 0 } folder)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        }
    }

    /// <summary>Checks that a member of a cluster has a configured folder.</summary>
    /// <exception cref="InvalidOperationException">No folder is configured.</exception>
    public static void RequireShared(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Setting]))
        {
            throw new InvalidOperationException(
                $"The cluster profile needs a key ring that all nodes share: set {Setting} (SENTE__KEYRING) to a folder that every node mounts. " +
                "With keys of its own, a node would refuse the cookies and CSRF tokens of the others.");
        }
    }
}

/// <summary>Checks that Data Protection can use its key ring, without which every client is refused.</summary>
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
