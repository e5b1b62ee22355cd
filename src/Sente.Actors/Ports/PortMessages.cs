using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>What reaches user actors through the shard region.</summary>
internal interface IUserMessage : IRemoteMessage
{
    /// <summary>Which entity, by <see cref="EntityIds"/>.</summary>
    string EntityId { get; }
}

/// <summary>From a transport's gateway: a client is here.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Uid">The user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Gateway">The gateway actor of the node that holds the transport.</param>
/// <param name="Port">The port's attach number there.</param>
/// <param name="Traits">What the connection must know of the transport.</param>
/// <param name="Request">What handlers may know of the request.</param>
internal sealed record Attach(
    string EntityId,
    string Uid,
    string ClientId,
    IActorRef Gateway,
    long Port,
    PortTraits Traits,
    RequestInfo Request) : IUserMessage;

/// <summary>From a node's gateway: an event that a client POSTed. It needs no connection, and makes none.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Uid">The user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Gateway">The gateway actor of the node that holds the POST.</param>
/// <param name="Post">The POST's number there, where its reply goes; 0 when it wants none.</param>
/// <param name="Credit">Number of its credit there (<see cref="PostCredits"/>); 0 when it has none.</param>
/// <param name="Size">Bytes of the packed message.</param>
/// <param name="IsBad">Whether it is no event, and goes to handlers as <c>chsk/bad-event</c>.</param>
/// <param name="Event">Id and undecoded data.</param>
/// <param name="Request">What handlers may know of the POST.</param>
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

/// <summary>From a port: an event its client sent. Carries the bytes as they came; nobody decodes them on the way.</summary>
/// <param name="Port">Attach number of the port that read it: where its credit goes back.</param>
/// <param name="IsBad">Whether it is none, and goes to handlers as <c>chsk/bad-event</c> with what was given as its data.</param>
/// <param name="Event">Id and undecoded data.</param>
/// <param name="Callback">Set when the client wants a reply.</param>
/// <param name="Size">Bytes of the packed message, for the credit.</param>
internal sealed record ClientEvent(long Port, bool IsBad, Event Event, CallbackId? Callback, int Size) : IRemoteMessage;

/// <summary>From a port: its client has handed all events up to this number to its app (extension).</summary>
internal sealed record ClientAck(long Port, long UpTo) : IRemoteMessage;

/// <summary>From a port: the frame that was pending is written.</summary>
internal sealed record PortWritten(long Port) : IRemoteMessage;

/// <summary>From a port: the transport has ended.</summary>
/// <param name="Port">Attach number; a report from any but the current port is ignored.</param>
/// <param name="Misbehaved">Whether it was closed for a broken bound (1007, 1009, 1013): the client is then refused for a while.</param>
internal sealed record PortClosed(long Port, bool Misbehaved) : IRemoteMessage;
