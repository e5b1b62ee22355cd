namespace Sente.Actors;

/// <summary>
/// Counts the bytes in the outboxes of this node, separately for connected clients and for clients that are away, so that clients which may never
/// return can't use up the budget of connected ones. Thread-safe.
/// </summary>
/// <remarks>An event that is in a thousand outboxes counts a thousand times, although its bytes exist once: the bound errs on the safe side.</remarks>
internal sealed class OutboxBudget(long maxConnectedBytes, long maxAwayBytes)
{
    private long _connected;
    private long _away;

    /// <summary>The bytes in all outboxes.</summary>
    public long Bytes => Interlocked.Read(ref _connected) + AwayBytes;

    /// <summary>The bytes in the outboxes of clients that are away.</summary>
    public long AwayBytes => Interlocked.Read(ref _away);

    /// <summary>Takes bytes of one of the two budgets; returns false, and takes nothing, if it lacks them.</summary>
    public bool TryTake(long bytes, bool away) => away ? TryAdd(ref _away, bytes, maxAwayBytes) : TryAdd(ref _connected, bytes, maxConnectedBytes);

    /// <summary>Gives bytes back to the budget from which they were taken.</summary>
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

    /// <summary>Moves the bytes of a client that is away from now on to the other budget; returns false, and moves nothing, if that one lacks them.</summary>
    public bool TryLeave(long bytes)
    {
        if (!TryTake(bytes, away: true))
        {
            return false;
        }

        Return(bytes, away: false);
        return true;
    }

    /// <summary>Moves the bytes of a client that has returned to the budget of connected clients, even beyond its bound: the memory is in use already.</summary>
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
