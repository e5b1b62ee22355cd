using Akka.Actor;
using Sente.Actors;

namespace Sente;

/// <summary>
/// An event from a client, as handlers get it: Sente's <c>event-msg</c>. The data stays bytes until a handler asks for it.
/// </summary>
/// <remarks>
/// It may be told to an actor on another node. Within a node it is never copied by serialization, in specs either: it holds the credit of the
/// socket it came by.
/// </remarks>
public sealed class EventMsg : IRemoteMessage, INoSerializationVerificationNeeded
{
    private IEventCredit? _credit;

    internal EventMsg(Event @event, string uid, string clientId, RequestInfo request, Reply? reply, IEventCredit? credit = null, int size = 0, IActorRef? users = null, string? entity = null)
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

    /// <summary>The whole event; it can be pushed on to others as it is.</summary>
    public Event Event { get; }

    /// <summary>The event's id without its colon, such as <c>my-app/request</c>.</summary>
    public string Id => Event.Id;

    /// <summary>The event's data, read when asked for: <c>msg.Data.As&lt;T&gt;()</c>.</summary>
    public EventData Data => Event.Data;

    /// <summary>Whose client sent it; <see cref="Sente.Uid.Nil"/> for a client without a user.</summary>
    public string Uid { get; }

    /// <summary>Which of the user's clients sent it.</summary>
    public string ClientId { get; }

    /// <summary>The HTTP request it came by.</summary>
    public RequestInfo Request { get; }

    /// <summary>Answers the client, or null when it wants no answer.</summary>
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
    /// Pushes an event to the client that sent this one, and to no other of its user's: the only way to reach a client without a user. It
    /// takes the way of every push (<see cref="PushToClient"/>), so it also comes to a client that polls or is away for the moment.
    /// </summary>
    /// <param name="evt">What to push.</param>
    /// <exception cref="ArgumentException">The event's id is one of Sente's own.</exception>
    public void PushBack(Event evt) => Users.Tell(new PushBack(Uid, ClientId, Entity, PushArguments.CheckEvent(evt)), ActorRefs.NoSender);

    /// <summary>The entity that serves the client, by <see cref="EntityIds"/>.</summary>
    internal string Entity { get; }

    /// <summary>The <see cref="Sente.Users"/> of the node that has the client's connection actor.</summary>
    internal IActorRef Users { get; }

    /// <summary>Bytes of the packed message: what the connection's credit counts.</summary>
    internal int Size { get; }

    /// <summary>
    /// The event is done: its delegate completed, or its handler took it from the mailbox. Gives its credit back to the socket or POST it
    /// came by, once, however often it is called.
    /// </summary>
    internal void Complete() => Interlocked.Exchange(ref _credit, null)?.Grant(1, Size);
}
