using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Sente.Actors;

/// <summary>
/// The mailbox of pooled handler actors. An actor that takes an event from it returns the event's credit. The mailbox also remembers the event
/// that the actor is handling, so that the client is answered if the actor throws.
/// </summary>
/// <remarks>Named <c>sente.handler-mailbox</c> in the library's HOCON; Akka creates it by reflection.</remarks>
internal sealed class HandlerMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<HandlerMessageQueue>
{
    /// <summary>Its name in HOCON.</summary>
    public const string Id = "sente.handler-mailbox";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => HandlerMessageQueue.For(owner);
}

/// <summary>The queue behind <see cref="HandlerMailbox"/>.</summary>
internal sealed class HandlerMessageQueue : IMessageQueue
{
    // The pool finds the queue of a child here when the child throws. An entry lives as long as the child's reference.
    private static readonly ConditionalWeakTable<IActorRef, HandlerMessageQueue> Queues = [];

    private readonly ConcurrentQueue<Envelope> _messages = new();

    // Written by the actor's thread; read by the pool only while the actor is suspended because it threw.
    private EventMsg? _current;
    private volatile bool _hasTaken;

    private HandlerMessageQueue()
    {
    }

    public bool HasMessages => !_messages.IsEmpty;

    public int Count => _messages.Count;

    /// <summary>Whether the actor has taken an event, which proves that it could be started.</summary>
    public bool HasTaken => _hasTaken;

    /// <summary>Returns the queue of a pooled actor.</summary>
    public static HandlerMessageQueue For(IActorRef owner) => Queues.GetValue(owner, static _ => new HandlerMessageQueue());

    /// <summary>Takes out the event that the actor is handling, so that it is failed only once; null if there is none.</summary>
    public EventMsg? TakeCurrent() => Interlocked.Exchange(ref _current, null);

    public void Enqueue(IActorRef receiver, Envelope envelope) => _messages.Enqueue(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        var any = _messages.TryDequeue(out envelope);
        var msg = any ? envelope.Message as EventMsg : null;
        Volatile.Write(ref _current, msg);
        if (msg is not null)
        {
            _hasTaken = true;
            msg.Complete();
        }

        return any;
    }

    /// <summary>Makes the events that wait for an actor that has ended dead letters, so that <see cref="HandlerWatcherActor"/> fails them at once.</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (_messages.TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}
