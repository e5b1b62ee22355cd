using Sente.Actors;

namespace Sente;

/// <summary>Why a client does not receive a push.</summary>
public enum PushRefusalReason : byte
{
    /// <summary>An event is larger than <see cref="SenteLimits.MaxPushSize"/>.</summary>
    TooBig,

    /// <summary>A value can't be encoded by the client's packer; the message names its path.</summary>
    NotRepresentable,

    /// <summary>The client's outbox is full (<see cref="SenteLimits.MaxOutboxBytes"/>, <see cref="SenteLimits.MaxOutboxEvents"/>).</summary>
    OutboxFull,

    /// <summary>The node's outboxes together are full (<see cref="SenteLimits.MaxNodeOutboxBytes"/>; for clients that are away <see cref="SenteLimits.MaxNodeAwayOutboxBytes"/>).</summary>
    NodeFull,

    /// <summary>The connection ended before the event was written, or the client is away and could not prove its identity when it comes back.</summary>
    ConnectionEnded,
}

/// <summary>A client that does not receive a push, and the reason.</summary>
/// <param name="ClientId">The client; null when the refusal concerns all of the user's clients.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Message">The reason in words, with the path of the value where there is one.</param>
public sealed record PushRefusal(string? ClientId, PushRefusalReason Reason, string Message);

/// <summary>The outcome of a push for the clients that it was meant for.</summary>
/// <remarks>
/// A stock client does not acknowledge events on a WebSocket: events that were on their way when the network failed are lost, although they count
/// as written. Events that were written to a poll are sent again unless the client's next poll acknowledges them; events that were written to
/// <c>sente-client</c> are sent again until it acknowledges them.
/// </remarks>
/// <param name="Written">The number of clients to whose transport it was written: to the WebSocket, or in the answer to a poll. It may not have arrived.</param>
/// <param name="Waiting">
/// The number of clients that are away: it waits in their outboxes for <see cref="SenteLimits.Retention"/> or
/// <see cref="SenteLimits.StockSocketRetention"/> at most, and is dropped and counted if they don't come back.
/// </param>
/// <param name="Refused">The clients that do not receive it, with the reasons.</param>
public sealed record PushResult(int Written, int Waiting, IReadOnlyList<PushRefusal> Refused) : IRemoteMessage
{
    /// <summary>The result of a push to a user without clients.</summary>
    public static PushResult None { get; } = new(0, 0, []);

    /// <summary>Whether it was written to at least one client.</summary>
    public bool Delivered => Written > 0;
}
