using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>What all endpoints of this process share: the way to the node, and who is let in at the moment.</summary>
internal sealed class SenteDoor(
    SenteNodeSlot slot,
    IHostApplicationLifetime lifetime,
    IOptions<SenteOptions> options,
    SimulatedBadConnections badConnections,
    BrowserCookie browsers,
    ILogger<SenteDoor> logger)
{
    private int _anonymous;
    private int _connections;
    private int _probes;
    private int _refused;

    /// <summary>The log.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>A tool for development that cuts transports at random.</summary>
    public SimulatedBadConnections BadConnections { get; } = badConnections;

    /// <summary>The cookie that identifies browsers.</summary>
    public BrowserCookie Browsers { get; } = browsers;

    /// <summary>The node, once it has started.</summary>
    public SenteNode? Node => slot.Started ? slot.Node : null;

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Whether clients are sent away, because the host stops.</summary>
    public bool IsClosing => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Counts a WebSocket or a poll in; <see cref="Leave"/> counts it out.</summary>
    /// <param name="uid">Whose it is.</param>
    /// <param name="isProbe">Whether it is only a probe.</param>
    /// <returns>Null, or what there is too much of: then nothing was counted.</returns>
    public string? TryEnter(string uid, bool isProbe)
    {
        if (!TryCount(ref _connections, options.Value.MaxConnections))
        {
            return "connections";
        }

        if (isProbe && !TryCount(ref _probes, options.Value.MaxProbes))
        {
            Interlocked.Decrement(ref _connections);
            return "probes";
        }

        if (isProbe || uid != Uid.Nil || TryCount(ref _anonymous, options.Value.MaxAnonymousConnections))
        {
            return null;
        }

        Interlocked.Decrement(ref _connections);
        return "anonymous";
    }

    /// <summary>Counts out what <see cref="TryEnter"/> counted in.</summary>
    public void Leave(string uid, bool isProbe)
    {
        Interlocked.Decrement(ref _connections);
        if (isProbe)
        {
            Interlocked.Decrement(ref _probes);
        }
        else if (uid == Uid.Nil)
        {
            Interlocked.Decrement(ref _anonymous);
        }
    }

    /// <summary>Counts a WebSocket in that is accepted only to be closed, or answers false when there are too many. <see cref="LeaveRefused"/> counts it out.</summary>
    public bool TryEnterRefused() => TryCount(ref _refused, options.Value.MaxRefusedWebSockets);

    /// <summary>Counts a WebSocket out that was accepted only to be closed.</summary>
    public void LeaveRefused() => Interlocked.Decrement(ref _refused);

    private static bool TryCount(ref int count, int? most)
    {
        if (Interlocked.Increment(ref count) <= (most ?? int.MaxValue))
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }
}
