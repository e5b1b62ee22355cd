using Akka.Actor;
using Akka.Hosting;

namespace Sente.Host;

/// <summary>Pushes an event to all users every 10 s while it is switched on.</summary>
internal sealed class BroadcastLoop(IRequiredActor<Users> users) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private volatile bool _on = true;

    /// <summary>Switches the loop on or off; returns whether it is on now.</summary>
    public bool Toggle() => _on = !_on;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PushAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // When its start fails, a host cancels its services without stopping them, and would report this as a failure.
        }
    }

    private async Task PushAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var i = 0; await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false); i++)
        {
            if (_on)
            {
                var evt = new Event("example/broadcast-loop", new { i, howOften = "Every 10 seconds" });
                (await users.GetAsync(stoppingToken).ConfigureAwait(false)).Tell(new PushToAll(evt));
            }
        }
    }
}
