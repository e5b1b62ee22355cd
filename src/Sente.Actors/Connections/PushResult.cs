using Sente.Actors;

namespace Sente;

/// <summary>Why a client did not get a push.</summary>
public enum PushRefusalReason : byte
{
    /// <summary>The event is larger than <see cref="SenteLimits.MaxPushSize"/>.</summary>
    TooBig,

    /// <summary>The client's packer can't say a value; the message names its path.</summary>
    Unsayable,

    /// <summary>The client's outbox is full (<see cref="SenteLimits.MaxOutboxBytes"/>, <see cref="SenteLimits.MaxOutboxEvents"/>).</summary>
    OutboxFull,

    /// <summary>The node's outboxes together are full (<see cref="SenteLimits.MaxNodeOutboxBytes"/>; for clients that are away <see cref="SenteLimits.MaxNodeAwayOutboxBytes"/>).</summary>
    NodeFull,

    /// <summary>The connection ended before the event was written, or the client is away and could not prove who it is when it comes back.</summary>
    ConnectionEnded,
}

/// <summary>One client that did not get a push, and why.</summary>
/// <param name="ClientId">Which client, or null when it concerns all of the user's clients.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">The same for people, naming a path where there is one.</param>
public sealed record PushRefusal(string? ClientId, PushRefusalReason Reason, string Message);

/// <summary>What became of a push: Sente's documented "true if at least one client received it", made real.</summary>
/// <remarks>
/// A stock client acknowledges no event on a WebSocket: what was on its way when the connection was cut is lost, although it counts as written.
/// What was written to a poll is sent again unless the client's next poll shows that it has it, and what was written to a client with the
/// extension (<c>sente-client</c>) until it acknowledges it.
/// </remarks>
/// <param name="Written">Clients whose transport took it: written to the WebSocket, or in the answer to a poll. It need not have arrived.</param>
/// <param name="Waiting">
/// Clients that are away for the moment; it waits in their outboxes, no longer than <see cref="SenteLimits.Retention"/> or
/// <see cref="SenteLimits.StockSocketRetention"/>, and is dropped and counted if they don't come back.
/// </param>
/// <param name="Refused">Clients that don't get it, and why.</param>
public sealed record PushResult(int Written, int Waiting, IReadOnlyList<PushRefusal> Refused) : IRemoteMessage
{
    /// <summary>The user has no client.</summary>
    public static PushResult None { get; } = new(0, 0, []);

    /// <summary>Whether it was written to at least one client.</summary>
    public bool Delivered => Written > 0;
}
