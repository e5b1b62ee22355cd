using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The requests of one client that wait for their handlers' replies, over all its transports. While too many wait, nothing is read from the
/// client. Used by the connection actor's thread only; times are the scheduler's monotonic clock.
/// </summary>
/// <param name="writer">Has the client's newest transport.</param>
/// <param name="older">The client's older transports.</param>
/// <param name="limits">The node's limits.</param>
internal sealed class ClientRequests(ConnectionWriter writer, OlderPorts older, SenteLimits limits)
{
    private readonly PendingReplies _pending = new();
    private bool _paused;

    /// <summary>When to call <see cref="TakeExpired"/> next: no later than the earliest deadline. <see cref="TimeSpan.MaxValue"/> when no request has a deadline.</summary>
    public TimeSpan NextDeadline => _pending.NextDeadline() ?? TimeSpan.MaxValue;

    /// <summary>Adds a request. When one with the same callback waits already, the reply to that one answers both.</summary>
    /// <param name="callback">The request's callback.</param>
    /// <param name="reply">The reply object that is passed to its handler.</param>
    /// <param name="port">The attach number of the port that received it.</param>
    /// <param name="now">The time.</param>
    /// <returns>When the request times out; <see cref="TimeSpan.MaxValue"/> when it never does, or when its callback waits already.</returns>
    public TimeSpan Add(CallbackId callback, Reply reply, long port, TimeSpan now)
    {
        var deadline = limits.ReplyTimeout is { } timeout ? now + timeout : TimeSpan.MaxValue;
        var added = _pending.TryAdd(callback, new PendingReply(deadline, null, reply, port));
        PauseOrResume();
        return added ? deadline : TimeSpan.MaxValue;
    }

    /// <summary>Records the handler that received the request; null when no handler did.</summary>
    public void SetHandler(CallbackId callback, RegisteredHandler? handler) => _pending.SetHandler(callback, handler);

    /// <summary>Removes the request that a reply answers. Returns false when it does not wait any more: the reply is a second or a late one.</summary>
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

    /// <summary>Removes and returns the requests that have timed out.</summary>
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

    /// <summary>Removes all requests except those of the older transports that are still open. A reply to a removed request is dropped.</summary>
    public void GiveUpNewest() => GiveUp(_pending.TakeWhere(port => older.Find(port) is null));

    /// <summary>Removes all requests.</summary>
    public void GiveUpAll() => GiveUp(_pending.TakeAll());

    /// <summary>Call when a transport has been attached: it reads, and is paused here if too many requests wait already.</summary>
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
