namespace Sente.Actors;

/// <summary>
/// What a connection keeps while its client is away: it depends on how the client could prove its identity when it comes back.
/// <code>
///                     a user's client, or one in a       any other client without a user
///                     browser with our cookie
///   extension         Retention, the whole outbox        the same: its session proves its identity
///   stock poll        Retention, the whole outbox        until the next poll would no longer
///                                                        acknowledge the last answer
///   stock WebSocket   StockSocketRetention, little       nothing: it could not prove its identity
/// </code>
/// "Little" suffices for a stock WebSocket client: one that lost its connection comes back within seconds, and one whose page was reloaded comes
/// back under another client-id.
/// </summary>
/// <param name="Time">How long the outbox is kept.</param>
/// <param name="Events">The most events it may hold; 0 keeps nothing.</param>
/// <param name="Bytes">The most bytes of events it may hold.</param>
/// <param name="OldestGiveWay">Whether a full outbox drops its oldest events for newer ones; otherwise it refuses the newer ones.</param>
internal readonly record struct AwayRetention(TimeSpan Time, int Events, int Bytes, bool OldestGiveWay)
{
    /// <summary>Whether no event is kept at all.</summary>
    public bool KeepsNothing => Events == 0;

    /// <summary>Returns what is kept for a client.</summary>
    /// <param name="isProven">Whether its user or browser is known (<see cref="EntityIds.IsProven"/>).</param>
    /// <param name="traits">The traits of its last transport.</param>
    /// <param name="limits">The node's limits.</param>
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
