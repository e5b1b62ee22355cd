namespace Sente.Actors;

/// <summary>
/// Bytes that the outboxes of this node hold, in two accounts: of connected clients, and of clients that are away. Neither takes from the
/// other, so that clients which may never come back can't starve those that are here. Any thread.
/// </summary>
/// <remarks>An event shared by a thousand outboxes is counted a thousand times: the bound errs on the safe side.</remarks>
internal sealed class OutboxBudget(long maxConnectedBytes, long maxAwayBytes)
{
    private long _connected;
    private long _away;

    /// <summary>Bytes held now.</summary>
    public long Bytes => Interlocked.Read(ref _connected) + AwayBytes;

    /// <summary>Bytes held now for clients that are away.</summary>
    public long AwayBytes => Interlocked.Read(ref _away);

    /// <summary>Takes bytes; returns false when that would pass the account's bound.</summary>
    public bool TryTake(long bytes, bool away) => away ? TryAdd(ref _away, bytes, maxAwayBytes) : TryAdd(ref _connected, bytes, maxConnectedBytes);

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes, bool away)
    {
        if (away)
        {
            Interlocked.Add(ref _away, -bytes);
        }
        else
        {
            Interlocked.Add(ref _connected, -bytes);
        }
    }

    /// <summary>A client leaves: its bytes change accounts. Returns false when those of the clients that are away have no room for them.</summary>
    public bool TryLeave(long bytes)
    {
        if (!TryTake(bytes, away: true))
        {
            return false;
        }

        Return(bytes, away: false);
        return true;
    }

    /// <summary>A client comes back: its bytes change accounts, past the bound if need be, since nothing new is held.</summary>
    public void ComeBack(long bytes)
    {
        Interlocked.Add(ref _connected, bytes);
        Return(bytes, away: true);
    }

    private static bool TryAdd(ref long held, long bytes, long max)
    {
        if (Interlocked.Add(ref held, bytes) <= max)
        {
            return true;
        }

        Interlocked.Add(ref held, -bytes);
        return false;
    }
}
