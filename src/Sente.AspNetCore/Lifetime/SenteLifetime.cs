using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Checks that Sente has started, and disconnects its clients when the host stops. A host waits for open requests before it stops, and each WebSocket
/// and held poll is one: so they are closed as soon as stopping begins, and cut if they don't end.
/// </summary>
internal sealed class SenteLifetime(
    NodeAccessor accessor,
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
        _stopping = lifetime.ApplicationStopping.Register(DisconnectClients);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The app's actor system runs without Sente.</exception>
    public Task StartedAsync(CancellationToken cancellationToken) => accessor.Started
        ? Task.CompletedTask
        : throw new InvalidOperationException(
            "Sente's actors did not start: the app's own AddAkka(...) lacks WithSente(). Write AddAkka(name, akka => akka.WithSente()), " +
            "or leave AddAkka out: AddSente(...) then creates an actor system.");

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

    private void DisconnectClients()
    {
        if (!accessor.Started)
        {
            return;
        }

        var node = accessor.Node;
        logger.HostStops(node.Ports.Count);
        foreach (var port in node.Ports.All.OfType<TransportPort>())
        {
            port.Leave();
        }

        _ = CutAsync(node);
    }

    /// <summary>Cuts what is still open after the close time-out. The node's sweep would do that too, but the actor system may stop before.</summary>
    private async Task CutAsync(SenteNode node)
    {
        await Task.Delay(options.Value.CloseTimeout, node.Time).ConfigureAwait(false);
        foreach (var port in node.Ports.All.OfType<TransportPort>())
        {
            port.Abort();
        }
    }
}
