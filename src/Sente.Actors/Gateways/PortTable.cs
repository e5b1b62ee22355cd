using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

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
