using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// A pool of actors on this node, one of them chosen by the user: a user's events stay in order, and one slow event stops only the users
/// that share its actor.
/// </summary>
internal sealed class PoolHandler(string pattern, int size, HandlerFailures failures) : RegisteredHandler(pattern)
{
    // Filled by the pool's parent, which puts a new actor in the place of one that has ended; nobody where it can't be started.
    private readonly IActorRef[] _actors = [.. Enumerable.Repeat<IActorRef>(ActorRefs.Nobody, size)];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The pool's parent; set once, before the handler is entered in a router.</summary>
    public IActorRef Parent { get; set; } = ActorRefs.Nobody;

    public int Size => _actors.Length;

    public IActorRef this[int index]
    {
        get => Volatile.Read(ref _actors[index]);
        set => Volatile.Write(ref _actors[index], value);
    }

    /// <summary>Where that actor stands.</summary>
    public int IndexOf(IActorRef actor) => Array.IndexOf(_actors, actor);

    /// <summary>Which of the actors has this user's events.</summary>
    public int IndexFor(EventMsg msg)
    {
        // Anonymous clients share one uid on the wire, but need not share one actor.
        var owner = msg.Uid == Uid.Nil ? msg.ClientId : msg.Uid;
        return (int)((uint)string.GetHashCode(owner, StringComparison.Ordinal) % (uint)_actors.Length);
    }

    /// <summary>The parent has started the actors.</summary>
    public void Started() => _started.TrySetResult();

    /// <summary>Waits until the parent has started the actors, which it does at once: a handler is entered in a router only when it can take events.</summary>
    public void WaitUntilStarted() => _started.Task.GetAwaiter().GetResult();

    public override void Handle(EventMsg msg, EventQueue queue)
    {
        var actor = this[IndexFor(msg)];
        if (actor.IsNobody())
        {
            // Answered now rather than kept: nobody knows when the actor can be started, and its client can ask again.
            failures.Down(msg, Pattern);
            return;
        }

        actor.Tell(msg, ActorRefs.NoSender);
    }

    public override void Removed() => Parent.Tell(DrainPool.Instance, ActorRefs.NoSender);
}
