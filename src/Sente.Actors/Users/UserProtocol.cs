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

/// <summary>The shard's stop message for a user actor that asked to be passivated.</summary>
internal sealed class StopUser : ICrossesNodes
{
    public static readonly StopUser Instance = new();

    private StopUser()
    {
    }
}
