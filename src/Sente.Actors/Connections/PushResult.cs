using Sente.Actors;

namespace Sente;

/// <summary>Why a client did not get a push.</summary>
public enum PushRefusalReason : byte
{
    /// <summary>The event is larger than <see cref="SenteLimits.MaxPushSize"/>.</summary>
    TooBig,

    /// <summary>A value is not representable in the client's format; the message names its path.</summary>
    NotRepresentable,

    /// <summary>The client's outbox is full (<see cref="SenteLimits.MaxOutboxBytes"/>, <see cref="SenteLimits.MaxOutboxEvents"/>).</summary>
    OutboxFull,

    /// <summary>The node's outboxes together are full (<see cref="SenteLimits.MaxNodeOutboxBytes"/>; for clients that are away <see cref="SenteLimits.MaxNodeAwayOutboxBytes"/>).</summary>
    NodeFull,

    /// <summary>The connection ended before the event was written, or the client is away and could not prove who it is when it comes back.</summary>
    ConnectionEnded,
}

/// <summary>A client that did not get a push, and the reason.</summary>
/// <param name="ClientId">The client; null when the refusal concerns all of the user's clients.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Message">The reason in words, with the path of the value where there is one.</param>
public sealed record PushRefusal(string? ClientId, PushRefusalReason Reason, string Message);

/// <summary>What became of a push at each client that it was meant for.</summary>
/// <remarks>
/// A stock client acknowledges no event on a WebSocket: events that were on their way when the connection was cut are lost, although they count
/// as written. Events that were written to a poll are sent again unless the client's next poll acknowledges them; events that were written to
/// <c>sente-client</c> are sent again until it acknowledges them.
/// </remarks>
/// <param name="Written">The number of clients whose transport took it: written to the WebSocket, or in the answer to a poll. It may not have arrived.</param>
/// <param name="Waiting">
/// The number of clients that are away: it waits in their outboxes for <see cref="SenteLimits.Retention"/> or
/// <see cref="SenteLimits.StockSocketRetention"/> at most, and is dropped and counted if they don't come back.
/// </param>
/// <param name="Refused">The clients that don't get it, with the reasons.</param>
public sealed record PushResult(int Written, int Waiting, IReadOnlyList<PushRefusal> Refused) : IRemoteMessage
{
    /// <summary>The result where the user has no client.</summary>
    public static PushResult None { get; } = new(0, 0, []);

    /// <summary>Whether it was written to at least one client.</summary>
    public bool Delivered => Written > 0;
}
