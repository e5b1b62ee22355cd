using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>The ports of this node by attach number. Transports add and remove, connection actors and the gateway look up: any thread.</summary>
internal sealed class PortTable
{
    private readonly ConcurrentDictionary<long, Port> _ports = new();

    // The upper half is the node's incarnation, drawn at random: numbers of different nodes, or of one node's two lives, never meet.
    private long _lastNumber = (long)RandomNumberGenerator.GetInt32(1, int.MaxValue) << 32;

    /// <summary>How many ports are open.</summary>
    public int Count => _ports.Count;

    /// <summary>All open ports, as they come and go.</summary>
    public IEnumerable<Port> All => _ports.Select(entry => entry.Value);

    /// <summary>The next attach number.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Makes a port known, before it is attached.</summary>
    public void Add(Port port) => _ports[port.Number] = port;

    /// <summary>Forgets a port whose transport has ended.</summary>
    public void Remove(Port port) => _ports.TryRemove(port.Number, out _);

    /// <summary>The open port of that number.</summary>
    public bool TryGet(long number, [NotNullWhen(true)] out Port? port) => _ports.TryGetValue(number, out port);
}

/// <summary>The transports of this node, and the ports of other nodes that its connections write to.</summary>
/// <param name="limits">The bounds of POSTs.</param>
/// <param name="time">The clock.</param>
internal sealed class NodePorts(SenteLimits limits, TimeProvider time)
{
    /// <summary>The open ports of this node.</summary>
    public PortTable Open { get; } = new();

    /// <summary>The ports on other nodes that connections of this node write to.</summary>
    public RemotePortTable Remote { get; } = new();

    /// <summary>The POSTs of this node that are held for a reply.</summary>
    public PostTable Posts { get; } = new();

    /// <summary>The events that clients of this node have POSTed and that are not done.</summary>
    public PostCredits PostCredits { get; } = new(limits, time);
}

/// <summary>Finds the port that asks to be attached.</summary>
/// <param name="ports">The ports of this node.</param>
/// <param name="gateway">The gateway actor of this node.</param>
/// <param name="limits">The credit of ports on other nodes.</param>
internal sealed class PortFinder(NodePorts ports, IActorRef gateway, SenteLimits limits)
{
    /// <summary>Returns this node's own port, or a stand-in for a port of another node; null when the port has closed already.</summary>
    public Port? Find(Attach attach)
    {
        if (!attach.Gateway.Equals(gateway))
        {
            return new RemotePort(attach.Port, attach.Traits, attach.Gateway, gateway, ports.Remote, limits);
        }

        return ports.Open.TryGet(attach.Port, out var port) ? port : null;
    }
}
