using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// A handler that is a pool of actors on this node. All events of a user go to the same actor, so they stay in order, and a slow event delays
/// only the users that share the actor.
/// </summary>
internal sealed class PoolHandler(string pattern, int size, HandlerFailures failures) : RegisteredHandler(pattern)
{
    // Filled by the pool's parent, which replaces actors that have ended. Nobody stands for an actor that can't be started.
    private readonly IActorRef[] _actors = [.. Enumerable.Repeat<IActorRef>(ActorRefs.Nobody, size)];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The pool's parent; set once, before the handler is added to a router.</summary>
    public IActorRef Parent { get; set; } = ActorRefs.Nobody;

    public int Size => _actors.Length;

    public IActorRef this[int index]
    {
        get => Volatile.Read(ref _actors[index]);
        set => Volatile.Write(ref _actors[index], value);
    }

    /// <summary>Returns the index of an actor; -1 if it is not in the pool.</summary>
    public int IndexOf(IActorRef actor) => Array.IndexOf(_actors, actor);

    /// <summary>Returns the index of the actor that handles the events of a message's user.</summary>
    public int IndexFor(EventMsg msg)
    {
        // Clients without a user share one uid, but need not share one actor.
        var owner = msg.Uid == Uid.Nil ? msg.ClientId : msg.Uid;
        return (int)((uint)string.GetHashCode(owner, StringComparison.Ordinal) % (uint)_actors.Length);
    }

    /// <summary>Records that the parent has started the actors.</summary>
    public void Started() => _started.TrySetResult();

    /// <summary>Blocks until the parent has started the actors, which it does at once, so that a handler in a router can always receive events.</summary>
    public void WaitUntilStarted() => _started.Task.GetAwaiter().GetResult();

    public override void Handle(EventMsg msg, EventQueue queue)
    {
        var actor = this[IndexFor(msg)];
        if (actor.IsNobody())
        {
            // Failed now rather than kept: it is unknown when the actor can be started, and the client can repeat its request.
            failures.Down(msg, Pattern);
            return;
        }

        actor.Tell(msg, ActorRefs.NoSender);
    }

    public override void Removed() => Parent.Tell(DrainPool.Instance, ActorRefs.NoSender);
}
