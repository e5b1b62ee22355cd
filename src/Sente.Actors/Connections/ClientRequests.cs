using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The requests of one client that wait for their handlers' replies, over all its transports. A client that lets too many wait is not read
/// until handlers catch up. Used by the connection actor's thread only; times are the scheduler's monotonic clock.
/// </summary>
/// <param name="writer">Has the client's newest transport.</param>
/// <param name="older">The client's older transports.</param>
/// <param name="limits">The node's bounds.</param>
internal sealed class ClientRequests(ConnectionWriter writer, OlderPorts older, SenteLimits limits)
{
    private readonly PendingReplies _pending = new();
    private bool _paused;

    /// <summary>When to look for expired requests again: no later than the earliest deadline. <see cref="TimeSpan.MaxValue"/> when none times out.</summary>
    public TimeSpan NextDeadline => _pending.NextDeadline() ?? TimeSpan.MaxValue;

    /// <summary>Adds a request. One with the same callback that waits already serves for both.</summary>
    /// <param name="callback">The request's callback.</param>
    /// <param name="reply">The reply that its handler is given.</param>
    /// <param name="port">Attach number of the port that it came by.</param>
    /// <param name="now">The time.</param>
    /// <returns>When it times out; <see cref="TimeSpan.MaxValue"/> for never, or when the callback waits already.</returns>
    public TimeSpan Add(CallbackId callback, Reply reply, long port, TimeSpan now)
    {
        var deadline = limits.ReplyTimeout is { } timeout ? now + timeout : TimeSpan.MaxValue;
        var added = _pending.TryAdd(callback, new PendingReply(deadline, null, reply, port));
        PauseOrResume();
        return added ? deadline : TimeSpan.MaxValue;
    }

    /// <summary>Notes which handler took the request, or null when there is none.</summary>
    public void SetHandler(CallbackId callback, RegisteredHandler? handler) => _pending.SetHandler(callback, handler);

    /// <summary>Takes out the request that a reply answers; returns false for a second or late reply.</summary>
    public bool TryTake(CallbackId callback, out PendingReply pending)
    {
        if (!_pending.TryTake(callback, out pending))
        {
            return false;
        }

        pending.Handler?.Untrack(pending.Reply);
        PauseOrResume();
        return true;
    }

    /// <summary>Takes out the requests that have timed out.</summary>
    public IReadOnlyList<(CallbackId Callback, PendingReply Pending)> TakeExpired(TimeSpan now)
    {
        var expired = _pending.TakeExpired(now);
        foreach (var (_, pending) in expired)
        {
            pending.Handler?.Untrack(pending.Reply);
        }

        PauseOrResume();
        return expired;
    }

    /// <summary>Gives up the requests that came by no transport which is still open beside the newest.</summary>
    public void GiveUpNewest() => GiveUp(_pending.TakeWhere(port => older.Find(port) is null));

    /// <summary>Gives up all requests.</summary>
    public void GiveUpAll() => GiveUp(_pending.TakeAll());

    /// <summary>A new transport begins to read: it is paused if the others are.</summary>
    public void TransportAttached()
    {
        _paused = false;
        PauseOrResume();
    }

    private static void GiveUp(IReadOnlyList<PendingReply> requests)
    {
        foreach (var pending in requests)
        {
            pending.Handler?.Untrack(pending.Reply);
        }
    }

    private void PauseOrResume()
    {
        var pause = _pending.Count >= limits.MaxPendingReplies;
        if (pause == _paused || (writer.Port is null && older.Count == 0))
        {
            return;
        }

        _paused = pause;
        older.Pause(pause);
        if (pause)
        {
            writer.Port?.Pause();
        }
        else
        {
            writer.Port?.Resume();
        }
    }
}
