using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// From a node's <see cref="UsersActor"/>: a push to a user. Origin and number identify it, so that a user actor can recognize a push that is
/// sent again after a shard has moved.
/// </summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Origin">Identifies one life of the node that pushes.</param>
/// <param name="Number">The number of the push at that origin, rising.</param>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="ClientId">The only client that receives it; null for all clients of the user.</param>
/// <param name="Flush">Whether send buffers are written at once.</param>
/// <param name="WantsResult">Whether the message's sender receives a <see cref="PushResult"/>.</param>
internal sealed record Push(
    string EntityId,
    long Origin,
    long Number,
    IReadOnlyList<EncodedValue> Events,
    string? ClientId,
    bool Flush,
    bool WantsResult) : IUserMessage;

/// <summary>From a node's <see cref="UsersActor"/>, for an app's <see cref="CloseUser"/>: closes all connections of the entity.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="RefuseFor">How long the user's clients are refused; zero lifts the user's ban, null leaves it as it is.</param>
internal sealed record CloseEntity(string EntityId, TimeSpan? RefuseFor) : IUserMessage;

/// <summary>Asks whether the user is present; answered with <see cref="PresenceAnswer"/>.</summary>
/// <param name="EntityId">The user's entity.</param>
internal sealed record AskPresence(string EntityId) : IUserMessage;

/// <summary>The answer to <see cref="AskPresence"/>.</summary>
/// <param name="Online">Whether a client of the user is present.</param>
internal sealed record PresenceAnswer(bool Online) : IRemoteMessage;

/// <summary>From a node's <see cref="UsersActor"/> to the user actors of that node: a push to all their clients.</summary>
/// <param name="Events">The encoded events, in order.</param>
/// <param name="Flush">Whether send buffers are written at once.</param>
/// <param name="WantsResult">Whether the message's sender receives a <see cref="PushResult"/>.</param>
internal sealed record DeliverToAll(IReadOnlyList<EncodedValue> Events, bool Flush, bool WantsResult) : INoSerializationVerificationNeeded;

/// <summary>From the region: stops a user actor that asked to be passivated.</summary>
internal sealed class StopUser : IRemoteMessage
{
    public static readonly StopUser Instance = new();

    private StopUser()
    {
    }
}

/// <summary>From a user actor to the node's presence actor: the user's presence has changed.</summary>
/// <param name="EntityId">The user's entity.</param>
/// <param name="Uid">The user.</param>
/// <param name="Ws">Whether a client is present on a WebSocket.</param>
/// <param name="Ajax">Whether a client is present by polling.</param>
/// <param name="ClientId">The client whose presence changed.</param>
/// <param name="Request">The HTTP request of that client's newest transport.</param>
internal sealed record UserPresence(string EntityId, string Uid, bool Ws, bool Ajax, string ClientId, RequestInfo Request) : INoSerializationVerificationNeeded;
