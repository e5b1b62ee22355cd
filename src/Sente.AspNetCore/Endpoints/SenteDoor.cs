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
    ILogger<SenteDoor> logger)
{
    private int _anonymous;

    /// <summary>The log.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>A tool for development that cuts transports at random.</summary>
    public SimulatedBadConnections BadConnections { get; } = badConnections;

    /// <summary>The node, once it has started.</summary>
    public SenteNode? Node => slot.Started ? slot.Node : null;

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Whether clients are sent away, because the host stops.</summary>
    public bool IsClosing => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Counts a client without a user in, or answers false when there are too many. <see cref="LeaveAnonymous"/> counts it out.</summary>
    public bool TryEnterAnonymous()
    {
        if (Interlocked.Increment(ref _anonymous) <= (options.Value.MaxAnonymousConnections ?? int.MaxValue))
        {
            return true;
        }

        LeaveAnonymous();
        return false;
    }

    /// <summary>Counts a client without a user out.</summary>
    public void LeaveAnonymous() => Interlocked.Decrement(ref _anonymous);
}
