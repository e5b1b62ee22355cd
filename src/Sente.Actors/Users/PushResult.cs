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

    /// <summary>All of the node's outboxes together are full (<see cref="SenteLimits.MaxNodeOutboxBytes"/>).</summary>
    NodeFull,

    /// <summary>The connection ended before the event was written, and its outbox with it.</summary>
    ConnectionEnded,
}

/// <summary>One client that did not get a push, and why.</summary>
/// <param name="ClientId">Which client, or null when it concerns all of the user's clients.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">The same for people, naming a path where there is one.</param>
public sealed record PushRefusal(string? ClientId, PushRefusalReason Reason, string Message);

/// <summary>What became of a push: Sente's documented "true if at least one client received it", made real.</summary>
/// <param name="Written">Clients it was written to: handed to their sockets, not acknowledged by them.</param>
/// <param name="Waiting">Clients that are away for the moment; it waits in their outboxes (<see cref="SenteLimits.Retention"/>).</param>
/// <param name="Refused">Clients that did not get it, and why.</param>
public sealed record PushResult(int Written, int Waiting, IReadOnlyList<PushRefusal> Refused) : ICrossesNodes
{
    /// <summary>Nobody was there.</summary>
    public static PushResult None { get; } = new(0, 0, []);

    /// <summary>Whether at least one client got it.</summary>
    public bool Delivered => Written > 0;
}
