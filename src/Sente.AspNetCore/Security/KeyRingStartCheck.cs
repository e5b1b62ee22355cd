using Microsoft.Extensions.Hosting;

namespace Sente.AspNetCore;

/// <summary>Keeps a host from starting with a key ring by which it would refuse every client.</summary>
internal sealed class KeyRingStartCheck(KeyRing keys) : IHostedService
{
    /// <inheritdoc/>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Try();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
