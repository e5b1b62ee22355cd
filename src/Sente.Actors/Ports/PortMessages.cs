using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>A message to an entity, which is sent through the region.</summary>
internal interface IUserMessage : IRemoteMessage
{
    /// <summary>The entity, from <see cref="EntityIds"/>.</summary>
    string EntityId { get; }
}

/// <summary>From a port: asks to become the port of a connection.</summary>
/// <param name="EntityId">The client's entity.</param>
/// <param name="Uid">The client's user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client's id.</param>
/// <param name="Gateway">The gateway of the port's node.</param>
/// <param name="Port">The attach number of the port.</param>
/// <param name="Traits">The properties of the transport that the connection needs.</param>
/// <param name="Request">The HTTP request, for handlers.</param>
internal sealed record Attach(
    string EntityId,
    string Uid,
    string ClientId,
    IActorRef Gateway,
    long Port,
    PortTraits Traits,
    RequestInfo Request) : IUserMessage;

/// <summary>From a gateway: an event that a client POSTed. It needs no connection, and creates none.</summary>
/// <param name="EntityId">The client's entity.</param>
/// <param name="Uid">The client's user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client's id.</param>
/// <param name="Gateway">The gateway of the node that received the POST.</param>
/// <param name="Post">The number of the POST on that node, to which the reply is sent; 0: the client wants no reply.</param>
/// <param name="Credit">The number of the event's credit on that node (<see cref="PostCredits"/>); 0: none.</param>
/// <param name="Size">The bytes of the packed message.</param>
/// <param name="IsBad">Whether the client's value is not a valid event; handlers then receive <c>chsk/bad-event</c>.</param>
/// <param name="Event">The event, with its data undecoded.</param>
/// <param name="Request">The HTTP request, for handlers.</param>
internal sealed record PostedEvent(
    string EntityId,
    string Uid,
    string ClientId,
    IActorRef Gateway,
    long Post,
    long Credit,
    int Size,
    bool IsBad,
    Event Event,
    RequestInfo Request) : IUserMessage;

/// <summary>From a port: an event of its client. The data stays undecoded until the handler needs it.</summary>
/// <param name="Port">The attach number of the port that read the event, to which its credit is given back.</param>
/// <param name="IsBad">Whether the client's value is not a valid event; handlers then receive <c>chsk/bad-event</c> with the value as its data.</param>
/// <param name="Event">The event, with its data undecoded.</param>
/// <param name="Callback">The callback of a request; null: the client wants no reply.</param>
/// <param name="Size">The bytes of the packed message, for the credit.</param>
internal sealed record ClientEvent(long Port, bool IsBad, Event Event, CallbackId? Callback, int Size) : IRemoteMessage;

/// <summary>From a port: its extended client has passed all events up to a number to its app.</summary>
/// <param name="Port">The attach number of the port.</param>
/// <param name="UpTo">The number of the last of these events.</param>
internal sealed record ClientAck(long Port, long UpTo) : IRemoteMessage;

/// <summary>From a port: the pending frame was written.</summary>
internal sealed record PortWritten(long Port) : IRemoteMessage;

/// <summary>From a port: the transport has ended.</summary>
/// <param name="Port">The attach number of the port; the connection ignores reports of older ports.</param>
/// <param name="Misbehaved">Whether the transport was closed because the client exceeded a limit (1007, 1009, 1013); the client is then refused for a while.</param>
internal sealed record PortClosed(long Port, bool Misbehaved) : IRemoteMessage;
