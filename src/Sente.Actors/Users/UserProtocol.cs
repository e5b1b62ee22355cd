using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>What reaches user actors through the shard region.</summary>
internal interface IUserMessage : ICrossesNodes
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

/// <summary>
/// From a node's <see cref="UsersActor"/>: events for a user. Origin and number let a user actor know a push that it has had already, when
/// pushes are sent again after a shard has moved.
/// </summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Origin">Incarnation of the node that pushes.</param>
/// <param name="Number">Rises with every push of that node.</param>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="ClientId">One client only, or null for all.</param>
/// <param name="Flush">Whether send buffers are flushed.</param>
/// <param name="WantsResult">Whether the sender is told a <see cref="PushResult"/>.</param>
internal sealed record Push(
    string EntityId,
    long Origin,
    long Number,
    IReadOnlyList<EncodedValue> Events,
    string? ClientId,
    bool Flush,
    bool WantsResult) : IUserMessage;

/// <summary>From a node's <see cref="UsersActor"/>: the app closes this user.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="RefuseFor">How long the user's clients are refused.</param>
internal sealed record Close(string EntityId, TimeSpan? RefuseFor) : IUserMessage;

/// <summary>Whether the user has any client now; answered with <see cref="PresenceAnswer"/>.</summary>
internal sealed record AskPresence(string EntityId) : IUserMessage;

/// <summary>The answer to <see cref="AskPresence"/>.</summary>
internal sealed record PresenceAnswer(bool Online) : ICrossesNodes;

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

/// <summary>From a node's <see cref="UsersActor"/> to each node's: events for all users that live there.</summary>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="WithoutUid">Whether only clients without a user are meant.</param>
/// <param name="Flush">Whether send buffers are flushed.</param>
/// <param name="WantsResult">Whether the sender is told a <see cref="PushResult"/>.</param>
internal sealed record PushToNode(IReadOnlyList<EncodedValue> Events, bool WithoutUid, bool Flush, bool WantsResult) : ICrossesNodes;

/// <summary>From a node's <see cref="UsersActor"/> to the users that live on its node: events for all their clients.</summary>
internal sealed record DeliverToAll(IReadOnlyList<EncodedValue> Events, bool Flush, bool WantsResult) : INoSerializationVerificationNeeded;

/// <summary>The shard's stop message for a user actor that asked to be passivated.</summary>
internal sealed class StopUser : ICrossesNodes
{
    public static readonly StopUser Instance = new();

    private StopUser()
    {
    }
}

/// <summary>To the node's <see cref="UsersActor"/>: there is a region now.</summary>
internal sealed class RegionStarted : INoSerializationVerificationNeeded
{
    public static readonly RegionStarted Instance = new();

    private RegionStarted()
    {
    }
}
