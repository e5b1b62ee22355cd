using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The services that all of a node's actors and transports share: built once per actor system, never changed.</summary>
/// <param name="limits">The bounds and times.</param>
/// <param name="time">The clock; virtual in specs.</param>
/// <param name="packers">The packers that this node's clients may use.</param>
/// <param name="metrics">The counters.</param>
/// <param name="logger">The log.</param>
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

    /// <summary>The packers that this node's clients may use, by name.</summary>
    public FrozenDictionary<string, Packer> Packers { get; } = packers.ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);

    /// <summary>The counters.</summary>
    public SenteMetrics Metrics { get; } = metrics;

    /// <summary>The log.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>The log of what clients cause.</summary>
    public ClientLog ClientLog { get; } = new(logger, time, metrics, limits.MaxClientLogLines);

    /// <summary>The bytes that all outboxes hold.</summary>
    public OutboxBudget Outboxes { get; } = new(limits.MaxNodeOutboxBytes, limits.MaxNodeAwayOutboxBytes);

    /// <summary>The bytes of messages and bodies that clients have begun to send.</summary>
    public IncomingBudget Incoming { get; } = new(limits.MaxNodeIncomingBytes);

    /// <summary>The rates at which clients may send.</summary>
    public RateLimits Rates { get; } = new(limits);
}
