using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>The open ports of this node, by attach number. Thread-safe: transports add and remove ports, connection actors and the gateway find them.</summary>
internal sealed class PortTable
{
    private readonly ConcurrentDictionary<long, Port> _ports = new();

    // The upper half is random, so that ports of different nodes, or of a node before and after its restart, never have the same number.
    private long _lastNumber = (long)RandomNumberGenerator.GetInt32(1, int.MaxValue) << 32;

    /// <summary>The number of open ports.</summary>
    public int Count => _ports.Count;

    /// <summary>All open ports. Ports may be added and removed during the enumeration.</summary>
    public IEnumerable<Port> All => _ports.Select(entry => entry.Value);

    /// <summary>Returns the next attach number.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Adds a port, before it is attached.</summary>
    public void Add(Port port) => _ports[port.Number] = port;

    /// <summary>Removes a port whose transport has ended.</summary>
    public void Remove(Port port) => _ports.TryRemove(port.Number, out _);

    /// <summary>Finds an open port.</summary>
    public bool TryGet(long number, [NotNullWhen(true)] out Port? port) => _ports.TryGetValue(number, out port);
}

/// <summary>The ports and POSTs of this node, and the ports on other nodes that its connections have.</summary>
/// <param name="limits">The limits of POSTs.</param>
/// <param name="time">The clock.</param>
internal sealed class NodePorts(SenteLimits limits, TimeProvider time)
{
    /// <summary>The open ports of this node.</summary>
    public PortTable Open { get; } = new();

    /// <summary>The ports on other nodes that connections of this node have.</summary>
    public RemotePortTable Remote { get; } = new();

    /// <summary>The POSTs of this node that wait for a reply.</summary>
    public PostTable Posts { get; } = new();

    /// <summary>The credit of POSTed events that are not handled yet.</summary>
    public PostCredits PostCredits { get; } = new(limits, time);
}

/// <summary>Finds the port of an attach.</summary>
/// <param name="ports">The ports of this node.</param>
/// <param name="gateway">The gateway actor of this node.</param>
/// <param name="limits">The limits that ports on other nodes need.</param>
internal sealed class PortFinder(NodePorts ports, IActorRef gateway, SenteLimits limits)
{
    /// <summary>Returns the port, or a <see cref="RemotePort"/> if it is on another node; null if a port of this node has closed already.</summary>
    public Port? Find(Attach attach)
    {
        if (!attach.Gateway.Equals(gateway))
        {
            return new RemotePort(attach.Port, attach.Traits, attach.Gateway, gateway, ports.Remote, limits);
        }

        return ports.Open.TryGet(attach.Port, out var port) ? port : null;
    }
}
