using System.Collections.Concurrent;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// Any actor the app names: its own, a shard region, a singleton's proxy. Credit returns at the Tell, for nothing tells when it is done.
/// When the actor ends, waiting requests are answered <c>:chsk/error</c>; when it throws or drops a message, they time out.
/// </summary>
internal sealed class RefHandler(IActorRef target, HandlerFailures failures, Action<RefHandler> removed) : EventHandler
{
    private readonly ConcurrentDictionary<Reply, byte> _waiting = new();
    private volatile bool _ended;

    public IActorRef Target { get; } = target;

    public override void Handle(EventMsg msg, DelegateQueue queue)
    {
        if (_ended)
        {
            failures.Ended(msg);
            return;
        }

        Target.Tell(msg, ActorRefs.NoSender);
        msg.Complete();
    }

    public override void Track(Reply reply) => _waiting[reply] = 0;

    public override void Untrack(Reply reply) => _waiting.TryRemove(reply, out _);

    /// <summary>The actor has ended.</summary>
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
