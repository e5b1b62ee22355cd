using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>Watches the actors without which a node can't serve clients. When one has ended, it logs that and sets <see cref="NodeHealth"/>.</summary>
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
        // During a shutdown, actors end in any order.
        if (_health.Lose(gone.Path.Name) && CoordinatedShutdown.Get(Context.System).ShutdownReason is null)
        {
            _logger.ActorLost(gone.Path.Name);
        }
    }
}

/// <summary>Whether all actors still run without which the node can't serve clients. Thread-safe.</summary>
internal sealed class NodeHealth
{
    private string? _lostActor;

    /// <summary>The name of the first of these actors that has ended; null while all run.</summary>
    public string? LostActor => Volatile.Read(ref _lostActor);

    /// <summary>Records that one of these actors has ended.</summary>
    /// <returns>Whether it is the first one.</returns>
    public bool Lose(string actor) => Interlocked.CompareExchange(ref _lostActor, actor, null) is null;
}
