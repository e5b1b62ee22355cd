using Akka;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The token by which handlers learn that their node is stopping (<see cref="EventMsg.CancellationToken"/>). It is an Akka extension, because
/// Akka creates the serializer by itself, and the serializer gives this node's token to the events that come from other nodes.
/// </summary>
internal sealed class NodeStopping : IExtension, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    private NodeStopping(ActorSystem system)
    {
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "sente-handlers", () =>
        {
            Signal();
            return Task.FromResult(Done.Instance);
        });
        system.RegisterOnTermination(Dispose);
    }

    /// <summary>Cancelled when the node stops.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Returns the extension of an actor system.</summary>
    public static NodeStopping For(ActorSystem system) => system.WithExtension<NodeStopping, Provider>();

    /// <summary>Cancels the token. What handlers registered with it runs on the thread pool, so that it can't delay the shutdown. Thread-safe, idempotent.</summary>
    public void Signal() => _ = _source.CancelAsync();

    /// <summary>Cancels the token, and waits until what handlers registered with it has run.</summary>
    public void Dispose()
    {
        _source.Cancel();
        _source.Dispose();
    }

    internal sealed class Provider : ExtensionIdProvider<NodeStopping>
    {
        public override NodeStopping CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
