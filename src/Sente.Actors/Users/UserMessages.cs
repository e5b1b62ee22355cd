using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

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
internal sealed record CloseEntity(string EntityId, TimeSpan? RefuseFor) : IUserMessage;

/// <summary>Whether the user has any client now; answered with <see cref="PresenceAnswer"/>.</summary>
internal sealed record AskPresence(string EntityId) : IUserMessage;

/// <summary>The answer to <see cref="AskPresence"/>.</summary>
internal sealed record PresenceAnswer(bool Online) : IRemoteMessage;

/// <summary>From a node's <see cref="UsersActor"/> to the users that live on its node: events for all their clients.</summary>
internal sealed record DeliverToAll(IReadOnlyList<EncodedValue> Events, bool Flush, bool WantsResult) : INoSerializationVerificationNeeded;

/// <summary>The shard's stop message for a user actor that asked to be passivated.</summary>
internal sealed class StopUser : IRemoteMessage
{
    public static readonly StopUser Instance = new();

    private StopUser()
    {
    }
}

/// <summary>From a user actor of this node: how its user is present now.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Uid">The user.</param>
/// <param name="Ws">Whether a client is on a WebSocket.</param>
/// <param name="Ajax">Whether a client polls.</param>
/// <param name="ClientId">The client whose coming or going changed it.</param>
/// <param name="Request">That client's request.</param>
internal sealed record UserPresence(string EntityId, string Uid, bool Ws, bool Ajax, string ClientId, RequestInfo Request) : INoSerializationVerificationNeeded;
