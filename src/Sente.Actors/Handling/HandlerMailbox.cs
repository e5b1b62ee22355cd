using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Sente.Actors;

/// <summary>
/// The mailbox of pooled handler actors. An event is done when its handler has taken it: taking it gives the credit back to the
/// connection. And it knows the event in hand, so that a failure can be answered to the client whose event it was.
/// </summary>
/// <remarks>Named <c>sente.handler-mailbox</c> in the library's HOCON; Akka makes it by reflection.</remarks>
internal sealed class HandlerMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<HandlerMessageQueue>
{
    /// <summary>Name in HOCON.</summary>
    public const string Id = "sente.handler-mailbox";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => HandlerMessageQueue.For(owner);
}

/// <summary>The queue behind <see cref="HandlerMailbox"/>.</summary>
internal sealed class HandlerMessageQueue : IMessageQueue
{
    // The pool finds its child's queue here when the child fails; entries go when the child's reference does.
    private static readonly ConditionalWeakTable<IActorRef, HandlerMessageQueue> Queues = [];

    private readonly ConcurrentQueue<Envelope> _messages = new();

    // Written by the actor's thread; read by the pool only while the failed actor is suspended.
    private EventMsg? _inHand;
    private volatile bool _hasTaken;

    private HandlerMessageQueue()
    {
    }

    public bool HasMessages => !_messages.IsEmpty;

    public int Count => _messages.Count;

    /// <summary>Whether the handler has taken an event: then it could be started.</summary>
    public bool HasTaken => _hasTaken;

    /// <summary>The queue of a pooled handler.</summary>
    public static HandlerMessageQueue For(IActorRef owner) => Queues.GetValue(owner, static _ => new HandlerMessageQueue());

    /// <summary>The event that the handler is at work on, taken out so that it is failed once.</summary>
    public EventMsg? TakeInHand() => Interlocked.Exchange(ref _inHand, null);

    public void Enqueue(IActorRef receiver, Envelope envelope) => _messages.Enqueue(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        var any = _messages.TryDequeue(out envelope);
        var msg = any ? envelope.Message as EventMsg : null;
        Volatile.Write(ref _inHand, msg);
        if (msg is not null)
        {
            _hasTaken = true;
            msg.Complete();
        }

        return any;
    }

    /// <summary>The handler has ended with events waiting: as dead letters they fail at once (<see cref="HandlerWatcherActor"/>).</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (_messages.TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}
