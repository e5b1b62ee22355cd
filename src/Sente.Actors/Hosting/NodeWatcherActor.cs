using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>Watches the actors that a node can't do without. When one has ended, the node's health check reports it.</summary>
internal sealed class NodeWatcherActor : UntypedActor
{
    private readonly NodeActors _actors;
    private readonly NodeHealth _health;
    private readonly ILogger _logger;

    public NodeWatcherActor(NodeActors actors, NodeHealth health, ILogger logger)
    {
        _actors = actors;
        _health = health;
        _logger = logger;
    }

    public static Props Props(NodeActors actors, NodeHealth health, ILogger logger) =>
        Akka.Actor.Props.Create(() => new NodeWatcherActor(actors, health, logger));

    protected override void PreStart()
    {
        foreach (var actor in _actors.All)
        {
            Context.Watch(actor);
        }
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
        // A system that shuts down ends its actors in any order.
        if (_health.Lose(gone.Path.Name) && CoordinatedShutdown.Get(Context.System).ShutdownReason is null)
        {
            _logger.ActorLost(gone.Path.Name);
        }
    }
}

/// <summary>Whether the node still has all the actors that it can't serve users without. Any thread.</summary>
internal sealed class NodeHealth
{
    private string? _lostActor;

    /// <summary>Name of the first of those actors that has ended; null while all run.</summary>
    public string? LostActor => Volatile.Read(ref _lostActor);

    /// <summary>Reports that one of those actors has ended.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Lose(string actor) => Interlocked.CompareExchange(ref _lostActor, actor, null) is null;
}
