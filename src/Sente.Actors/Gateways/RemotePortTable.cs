using System.Collections.Concurrent;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>The ports on other nodes that connections of this node write to: asked when a node goes, to tell those that have lost theirs.</summary>
internal sealed class RemotePortTable
{
    private readonly ConcurrentDictionary<long, RemotePort> _ports = new();

    public void Add(RemotePort port) => _ports[port.Number] = port;

    public void Remove(RemotePort port) => _ports.TryRemove(port.Number, out _);

    /// <summary>The ports behind a gateway that is gone; they are forgotten.</summary>
    public IEnumerable<RemotePort> TakeBehind(IActorRef gateway)
    {
        foreach (var (number, port) in _ports)
        {
            if (port.Gateway.Equals(gateway) && _ports.TryRemove(number, out _))
            {
                yield return port;
            }
        }
    }
}
