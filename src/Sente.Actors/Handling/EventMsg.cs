using Akka.Actor;
using Sente.Actors;

namespace Sente;

/// <summary>
/// An event from a client, as handlers receive it: Sente's <c>event-msg</c>. The data stays bytes until a handler reads it.
/// </summary>
/// <remarks>
/// It can be sent to an actor on another node. Within a node it is never serialized, not even in tests with
/// <c>akka.actor.serialize-messages</c>, because it holds the credit of the transport that it came by.
/// </remarks>
public abstract class EventMsg : IRemoteMessage
{
    private IEventCredit? _credit;

    private protected EventMsg(Event @event, string uid, string clientId, RequestInfo request, Reply? reply, IEventCredit? credit, int size, IActorRef? users, string? entity)
    {
        Entity = entity ?? EntityIds.Of(uid, clientId);
        Users = users ?? ActorRefs.Nobody;
        Event = @event;
        Uid = uid;
        ClientId = clientId;
        Request = request;
        Reply = reply;
        _credit = credit;
        Size = size;
    }

    /// <summary>The whole event, which can be pushed to other clients as it is.</summary>
    public Event Event { get; }

    /// <summary>The event's id without its colon, such as <c>my-app/request</c>.</summary>
    public string Id => Event.Id;

    /// <summary>The event's data, to be read by <c>msg.Data.As&lt;T&gt;()</c>.</summary>
    public EventData Data => Event.Data;

    /// <summary>The uid of the user whose client sent it; <see cref="Sente.Uid.Nil"/> for a client without a user.</summary>
    public string Uid { get; }

    /// <summary>The client-id of the client that sent it.</summary>
    public string ClientId { get; }

    /// <summary>The HTTP request that opened the WebSocket it came by, or the POST that it came by.</summary>
    public RequestInfo Request { get; }

    /// <summary>Answers the client; null if the client waits for no reply.</summary>
    public Reply? Reply { get; }

    /// <summary>
    /// Cancelled when the node that handles the event stops: when its host begins to stop (<c>IHostApplicationLifetime.ApplicationStopping</c>),
    /// or in the first phase of Akka's <see cref="CoordinatedShutdown"/>, whichever comes first. The clients are disconnected at the same time,
    /// so a handler that takes long should give up.
    /// </summary>
    /// <remarks>
    /// A handler may end with <see cref="OperationCanceledException"/> then: its request is answered <c>:chsk/error</c>, and nothing is logged.
    /// A message that is sent on to an actor of another node has that node's token there.
    /// </remarks>
    public CancellationToken CancellationToken { get; internal set; }

    /// <summary>
    /// Pushes an event to the client that sent this one, and to none of its user's other clients. This is the only way to reach a client without
    /// a user. Like every push (<see cref="PushToClient"/>), it also reaches a client that polls or is away for a moment.
    /// </summary>
    /// <param name="evt">The event to push.</param>
    /// <exception cref="ArgumentException">The event's id is one of Sente's own.</exception>
    public void PushBack(Event evt) => Users.Tell(new PushBack(Uid, ClientId, Entity, PushArguments.CheckEvent(evt)), ActorRefs.NoSender);

    /// <summary>The entity that serves the client, by <see cref="EntityIds"/>.</summary>
    internal string Entity { get; }

    /// <summary>The <see cref="Sente.Users"/> of the node that has the client's connection actor.</summary>
    internal IActorRef Users { get; }

    /// <summary>The bytes of the packed message, by which its transport's credit counts it.</summary>
    internal int Size { get; }

    /// <summary>
    /// Returns the event's credit to the transport that it came by, because its delegate has completed or its actor has taken it from the mailbox.
    /// Idempotent.
    /// </summary>
    internal void Complete() => Interlocked.Exchange(ref _credit, null)?.Grant(1, Size);
}
