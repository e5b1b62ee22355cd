using Akka.Actor;

namespace Sente.Actors;

/// <summary>Watches the actors that a node can't do without. When one has ended, the node's health check reports it.</summary>
internal sealed class NodeWatcherActor : UntypedActor
{
    private readonly SenteNode _node;

    public NodeWatcherActor(SenteNode node) => _node = node;

    public static Props Props(SenteNode node) => Akka.Actor.Props.Create(() => new NodeWatcherActor(node));

    protected override void PreStart()
    {
        Context.Watch(_node.Region);
        Context.Watch(_node.Users);
        Context.Watch(_node.GatewayActor);
        Context.Watch(_node.PresenceActor);
        Context.Watch(_node.BansActor);
        Context.Watch(_node.HandlerWatcher);
    }

    protected override void OnReceive(object message)
    {
        if (message is not Terminated { ActorRef: var gone })
        {
            Unhandled(message);
            return;
        }

        Report(gone);
    }

    protected override void PostStop() => Report(Self);

    private void Report(IActorRef gone)
    {
        var isFirst = _node.LostActor is null;
        _node.LostActor ??= gone.Path.Name;

        // A system that shuts down ends its actors in any order.
        if (isFirst && CoordinatedShutdown.Get(Context.System).ShutdownReason is null)
        {
            _node.Logger.ActorLost(gone.Path.Name);
        }
    }
}
