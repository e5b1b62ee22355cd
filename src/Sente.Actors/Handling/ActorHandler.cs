using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// A handler that is any actor of the app: its own, a shard region, a singleton's proxy. Each event's credit is returned as soon as it is sent to
/// the actor, because nothing reports when the actor has handled it. When the actor ends, waiting requests are answered <c>:chsk/error</c>; when
/// it throws or drops a message, they time out.
/// </summary>
internal sealed class ActorHandler(string pattern, IActorRef target, HandlerFailures failures, Action<ActorHandler> removed) : RegisteredHandler(pattern)
{
    // Weak, because nothing untracks the reply of a POST: one that the app dropped is collected, and its POST times out.
    private readonly ConditionalWeakTable<Reply, ActorHandler> _waiting = [];
    private volatile bool _ended;

    public IActorRef Target { get; } = target;

    public override void Handle(EventMsg msg, EventQueue queue)
    {
        if (_ended)
        {
            failures.Ended(msg);
            return;
        }

        Target.Tell(msg, ActorRefs.NoSender);
        msg.Complete();
    }

    public override void Track(Reply reply) => _waiting.AddOrUpdate(reply, this);

    public override void Untrack(Reply reply) => _waiting.Remove(reply);

    /// <summary>Answers the waiting requests, because the actor has ended.</summary>
    public void TargetEnded()
    {
        _ended = true;
        foreach (var (reply, _) in _waiting)
        {
            reply.Fail();
        }

        _waiting.Clear();
    }

    public override void Removed() => removed(this);
}
