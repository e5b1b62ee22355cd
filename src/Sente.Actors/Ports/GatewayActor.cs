using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The gateway of a node: passes the calls of connections on other nodes to this node's ports, and checks the keep-alive of all ports, so that no port needs
/// a timer. It is the only actor that watches other nodes: it watches their gateways, so there is one watch per pair of nodes.
/// </summary>
internal sealed class GatewayActor : UntypedActor, IWithTimers
{
    private readonly NodeServices _node;
    private readonly NodePorts _ports;

    public GatewayActor(NodeServices node, NodePorts ports)
    {
        _node = node;
        _ports = ports;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeServices node, NodePorts ports) => Akka.Actor.Props.Create(() => new GatewayActor(node, ports));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(SweepPorts), SweepPorts.Instance, _node.Limits.KeepAliveSweep);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IPortCommand command:
                if (_ports.Open.TryGet(command.Port, out var port))
                {
                    Carry(command, port);
                }
                else
                {
                    AnswerForClosed(command);
                }

                break;
            case PostReplied replied:
                if (_ports.Posts.TryTake(replied.Post, out var post))
                {
                    post!.Reply(replied.Content);
                }
                else
                {
                    _node.Metrics.LateReplies.Add(1);
                }

                break;
            case PostDone done:
                _ports.PostCredits.Return(done.Credit);
                break;
            case SweepPorts:
                Sweep();
                break;
            case WatchGateway watch:
                Context.Watch(watch.Gateway);
                break;
            case Terminated { ActorRef: var gone }:
                OnGatewayGone(gone);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static void Carry(IPortCommand command, Port port)
    {
        switch (command)
        {
            case PortAttached attached:
                port.ConnectionGateway = Context.Watch(attached.Gateway);
                port.Attached(attached.Connection, attached.Handshake);
                break;
            case PortRefused refused:
                port.Refused(refused.Close);
                break;
            case PortWrite write:
                // A connection on this node sees from the result that the frame is written; one on another node always gets a message.
                if (port.Write(FrameBuffer.Copy(write.Frame.Span), write.IsPush))
                {
                    write.Connection.Tell(new PortWritten(port.Number), ActorRefs.NoSender);
                }

                break;
            case PortGrant grant:
                port.Grant(grant.Events, grant.Bytes);
                break;
            case PortPause { Paused: true }:
                port.Pause();
                break;
            case PortPause:
                port.Resume();
                break;
            case PortEnd end:
                port.Close(end.Close);
                break;
        }
    }

    /// <summary>Reports to a connection that its new port has closed. The port itself could not: it closed before it knew the connection.</summary>
    private static void AnswerForClosed(IPortCommand command)
    {
        if (command is PortAttached attached)
        {
            attached.Connection.Tell(new PortClosed(attached.Port, Misbehaved: false), ActorRefs.NoSender);
        }
    }

    /// <summary>
    /// Handles the loss of a node: reports the closing of its ports to the connections of this node, and closes this node's ports whose connections were
    /// there. Their clients reconnect, and find the user on another node.
    /// </summary>
    private void OnGatewayGone(IActorRef gateway)
    {
        foreach (var port in _ports.Remote.TakeBehind(gateway))
        {
            port.NodeGone();
        }

        foreach (var port in _ports.Open.All.Where(port => gateway.Equals(port.ConnectionGateway)))
        {
            port.Close(PortClose.TryLater("the user's node is gone; come back"));
        }
    }

    private void Sweep()
    {
        var now = _node.Time.GetElapsedTime(0);
        foreach (var port in _ports.Open.All)
        {
            port.Sweep(now);
        }

        _ports.PostCredits.Sweep(now);
        _node.Rates.Sweep(now);
        _node.ClientLog.Sweep();
    }
}
