using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Watches over start and stop. The host waits for open requests before it stops, and a WebSocket is one: so clients are sent away as soon as
/// stopping begins, and those that don't go are cut.
/// </summary>
internal sealed class SenteLifetime(
    SenteNodeSlot slot,
    IHostApplicationLifetime lifetime,
    IOptions<SenteOptions> options,
    ILogger<SenteLifetime> logger) : IHostedLifecycleService
{
    private CancellationTokenRegistration _stopping;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(SendClientsAway);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The app's actor system runs without Sente.</exception>
    public Task StartedAsync(CancellationToken cancellationToken) => slot.Started
        ? Task.CompletedTask
        : throw new InvalidOperationException(
            "Sente's actors did not start: the app's own AddAkka(...) lacks WithSente(). Write AddAkka(name, akka => akka.WithSente()), " +
            "or leave AddAkka out, and AddSente(...) makes an actor system.");

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    private void SendClientsAway()
    {
        if (!slot.Started)
        {
            return;
        }

        var node = slot.Node;
        logger.HostStops(node.Ports.Count);
        foreach (var port in node.Ports.All.OfType<TransportPort>())
        {
            port.Leave();
        }

        _ = CutAsync(node);
    }

    /// <summary>The node's sweep does this too; but the actor system may stop before it gets there.</summary>
    private async Task CutAsync(SenteNode node)
    {
        await Task.Delay(options.Value.CloseTimeout, node.Time).ConfigureAwait(false);
        foreach (var port in node.Ports.All.OfType<TransportPort>())
        {
            port.Abort();
        }
    }
}
