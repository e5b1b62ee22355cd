using System.Collections.Concurrent;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>A port on another node: sends each call to the gateway of that node, in order.</summary>
internal sealed class RemotePort(long number, PortTraits traits, IActorRef gateway, IActorRef ownGateway, RemotePortTable table, SenteLimits limits) : Port(number, traits)
{
    /// <summary>The gateway of the port's node.</summary>
    public IActorRef Gateway { get; } = gateway;

    private readonly Lock _granting = new();
    private IActorRef _connection = ActorRefs.Nobody;
    private int _events;
    private int _bytes;

    public override void Attached(IActorRef connection, Handshake? handshake)
    {
        _connection = connection;
        table.Add(this);
        ownGateway.Tell(new WatchGateway(Gateway), ActorRefs.NoSender);
        Gateway.Tell(new PortAttached(Number, connection, ownGateway, handshake), connection);
    }

    public override void Refused(PortClose close) => Gateway.Tell(new PortRefused(Number, close), ActorRefs.NoSender);

    public override bool Write(FrameBuffer frame, bool isPush)
    {
        Gateway.Tell(new PortWrite(Number, frame.Memory.ToArray(), isPush, _connection), _connection);
        frame.Dispose();
        return false;
    }

    /// <summary>Collects a quarter of the credit before it sends it, because one message per event would double the traffic between the nodes.</summary>
    public override void Grant(int events, int bytes)
    {
        lock (_granting)
        {
            _events += events;
            _bytes += bytes;
            if (_events * 4 < limits.MaxEventsInFlight && _bytes * 4 < limits.MaxBytesInFlight)
            {
                return;
            }

            Gateway.Tell(new PortGrant(Number, _events, _bytes), ActorRefs.NoSender);
            _events = 0;
            _bytes = 0;
        }
    }

    public override void Pause() => Gateway.Tell(new PortPause(Number, Paused: true), ActorRefs.NoSender);

    public override void Resume() => Gateway.Tell(new PortPause(Number, Paused: false), ActorRefs.NoSender);

    public override void Close(PortClose close) => Gateway.Tell(new PortEnd(Number, close), ActorRefs.NoSender);

    public override void Detached() => table.Remove(this);

    /// <summary>Reports the end of the port to the connection, because the port's node is lost and can't.</summary>
    public void NodeGone() => _connection.Tell(new PortClosed(Number, Misbehaved: false), ActorRefs.NoSender);
}

/// <summary>The ports on other nodes that connections of this node have, so that the connections learn of the loss of a node. Thread-safe.</summary>
internal sealed class RemotePortTable
{
    private readonly ConcurrentDictionary<long, RemotePort> _ports = new();

    public void Add(RemotePort port) => _ports[port.Number] = port;

    public void Remove(RemotePort port) => _ports.TryRemove(port.Number, out _);

    /// <summary>Removes and returns the ports on the node of a gateway.</summary>
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
