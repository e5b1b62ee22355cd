namespace Sente.Actors;

/// <summary>
/// What a connection keeps while its client is away, by what the client could claim when it comes back.
/// <code>
///                     a user's client                    a client without a user
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
    /// <param name="uid">Its user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="traits">Its last transport.</param>
    /// <param name="limits">The node's bounds.</param>
    public static AwayRetention For(string uid, PortTraits traits, SenteLimits limits)
    {
        var whole = new AwayRetention(limits.Retention, limits.MaxOutboxEvents, limits.MaxOutboxBytes, limits.OutboxOverflow == OverflowPolicy.DropOldest);
        if (traits.Extended)
        {
            return whole;
        }

        return (traits.Kind, uid == Uid.Nil) switch
        {
            (TransportKind.Ajax, false) => whole,
            (TransportKind.Ajax, true) => whole with { Time = Shorter(limits.Retention, ConnectionWriter.ImplicitAckWindow) },
            (_, true) => default,
            (_, false) => new AwayRetention(
                Shorter(limits.Retention, limits.StockSocketRetention),
                Math.Min(limits.MaxOutboxEvents, limits.MaxAwayStockSocketEvents),
                Math.Min(limits.MaxOutboxBytes, limits.MaxAwayStockSocketBytes),
                limits.OutboxOverflow != OverflowPolicy.DropNewest),
        };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
