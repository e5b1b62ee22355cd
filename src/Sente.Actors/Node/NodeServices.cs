using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The services that all actors and transports of a node share. Built once per actor system, and immutable.</summary>
/// <param name="limits">The bounds and times.</param>
/// <param name="time">The clock; virtual in specs.</param>
/// <param name="packers">The packers that clients of this node may use.</param>
/// <param name="metrics">The counters and gauges.</param>
/// <param name="logger">The log of the app.</param>
/// <param name="userRole">The cluster role of the nodes on which users live; null: all nodes.</param>
internal sealed class NodeServices(
    SenteLimits limits, TimeProvider time, IEnumerable<Packer> packers, SenteMetrics metrics, ILogger logger, string? userRole = null)
{
    /// <summary>The cluster role of the nodes on which users live; null: all nodes.</summary>
    public string? UserRole { get; } = userRole;

    /// <summary>The bounds and times.</summary>
    public SenteLimits Limits { get; } = limits;

    /// <summary>The clock; virtual in specs.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The packers that clients of this node may use, by name.</summary>
    public FrozenDictionary<string, Packer> Packers { get; } = packers.ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);

    /// <summary>The counters and gauges.</summary>
    public SenteMetrics Metrics { get; } = metrics;

    /// <summary>The log of the app, for lines that clients can't cause.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>The log for lines that clients can cause.</summary>
    public ClientLog ClientLog { get; } = new(logger, time, metrics, limits.MaxClientLogLines);

    /// <summary>The budget of all outboxes.</summary>
    public OutboxBudget Outboxes { get; } = new(limits.MaxNodeOutboxBytes, limits.MaxNodeAwayOutboxBytes);

    /// <summary>The budget of incoming messages that are not complete yet.</summary>
    public IncomingBudget Incoming { get; } = new(limits.MaxNodeIncomingBytes);

    /// <summary>The rates at which clients and users may send.</summary>
    public RateLimits Rates { get; } = new(limits);
}
