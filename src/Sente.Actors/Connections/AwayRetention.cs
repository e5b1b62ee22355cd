namespace Sente.Actors;

/// <summary>
/// What a connection keeps while its client is away, by what the client could claim when it comes back.
/// <code>
///                     a user's client, or one in a       any other client without a user
///                     browser that we know
///   extension         Retention, the whole outbox        the same: it proves itself by its session
///   stock poll        Retention, the whole outbox        until the next poll is no longer a consecutive one
///   stock WebSocket   StockSocketRetention, little       nothing: it could prove nothing
/// </code>
/// A stock WebSocket client that was cut comes back within seconds; one whose page was loaded anew comes back under another client-id.
/// </summary>
/// <param name="Time">How long.</param>
/// <param name="Events">How many events.</param>
/// <param name="Bytes">How many bytes of events.</param>
/// <param name="OldestGiveWay">Whether the oldest events make room for newer ones, because there is no socket to close.</param>
internal readonly record struct AwayRetention(TimeSpan Time, int Events, int Bytes, bool OldestGiveWay)
{
    /// <summary>Whether anything is kept at all.</summary>
    public bool KeepsNothing => Events == 0;

    /// <summary>What is kept for a client.</summary>
    /// <param name="isProven">Whether its user or browser is known (<see cref="EntityIds.IsProven"/>).</param>
    /// <param name="traits">Its last transport.</param>
    /// <param name="limits">The node's bounds.</param>
    public static AwayRetention For(bool isProven, PortTraits traits, SenteLimits limits)
    {
        var whole = new AwayRetention(limits.Retention, limits.MaxOutboxEvents, limits.MaxOutboxBytes, limits.OutboxOverflow == OverflowPolicy.DropOldest);
        if (traits.Extended)
        {
            return whole;
        }

        return (traits.Kind, isProven) switch
        {
            (TransportKind.Ajax, true) => whole,
            (TransportKind.Ajax, false) => whole with { Time = Shorter(limits.Retention, ConnectionWriter.ImplicitAckWindow) },
            (_, false) => default,
            (_, true) => new AwayRetention(
                Shorter(limits.Retention, limits.StockSocketRetention),
                Math.Min(limits.MaxOutboxEvents, limits.MaxAwayStockSocketEvents),
                Math.Min(limits.MaxOutboxBytes, limits.MaxAwayStockSocketBytes),
                limits.OutboxOverflow != OverflowPolicy.DropNewest),
        };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
