using Sente.Wire;

namespace Sente.Actors;

/// <summary>A request that waits for its handler's reply.</summary>
/// <param name="Deadline">When it times out; <see cref="TimeSpan.MaxValue"/> for never.</param>
/// <param name="Handler">The handler that received the request; it tracks the reply until <c>Untrack</c>. Null when no handler did.</param>
/// <param name="Reply">The reply object that was passed to its handler.</param>
/// <param name="Port">The attach number of the port that received it.</param>
internal readonly record struct PendingReply(TimeSpan Deadline, RegisteredHandler? Handler, Reply Reply, long Port = 0);

/// <summary>The requests of one connection that wait for a reply, by callback. Pure; times are the scheduler's monotonic clock.</summary>
internal sealed class PendingReplies
{
    private Dictionary<CallbackId, PendingReply>? _pending;

    // No later than the earliest deadline. It is not raised when a request is answered, only when all requests are searched.
    private TimeSpan _nextDeadline = TimeSpan.MaxValue;

    /// <summary>The number of requests that wait.</summary>
    public int Count => _pending?.Count ?? 0;

    /// <summary>Adds a request. Returns false when one with the same callback waits already, whose reply then answers both.</summary>
    public bool TryAdd(CallbackId callback, PendingReply pending)
    {
        if (!(_pending ??= []).TryAdd(callback, pending))
        {
            return false;
        }

        if (_pending.Count == 1 || pending.Deadline < _nextDeadline)
        {
            _nextDeadline = pending.Deadline;
        }

        return true;
    }

    /// <summary>Records the handler that received the request; null when no handler did.</summary>
    public void SetHandler(CallbackId callback, RegisteredHandler? handler)
    {
        if (_pending is not null && _pending.TryGetValue(callback, out var pending))
        {
            _pending[callback] = pending with { Handler = handler };
        }
    }

    /// <summary>Removes the request that a reply answers. Returns false when it does not wait any more: the reply is a second or a late one.</summary>
    public bool TryTake(CallbackId callback, out PendingReply pending)
    {
        pending = default;
        return _pending is not null && _pending.Remove(callback, out pending);
    }

    /// <summary>Removes and returns the requests that have timed out. Searches them only when a deadline may have passed.</summary>
    public IReadOnlyList<(CallbackId Callback, PendingReply Pending)> TakeExpired(TimeSpan now)
    {
        if (_pending is null || now < _nextDeadline)
        {
            return [];
        }

        _nextDeadline = TimeSpan.MaxValue;
        List<(CallbackId, PendingReply)>? expired = null;
        foreach (var (callback, pending) in _pending)
        {
            if (pending.Deadline <= now)
            {
                (expired ??= []).Add((callback, pending));
                _pending.Remove(callback);
            }
            else if (pending.Deadline < _nextDeadline)
            {
                _nextDeadline = pending.Deadline;
            }
        }

        return expired ?? (IReadOnlyList<(CallbackId, PendingReply)>)[];
    }

    /// <summary>Returns when to call <see cref="TakeExpired"/> next: no later than the earliest deadline, possibly earlier. Null when no request has a deadline.</summary>
    public TimeSpan? NextDeadline() => Count == 0 || _nextDeadline == TimeSpan.MaxValue ? null : _nextDeadline;

    /// <summary>Removes and returns the requests whose ports' attach numbers match a predicate.</summary>
    public IReadOnlyList<PendingReply> TakeWhere(Func<long, bool> port)
    {
        var taken = new List<PendingReply>();
        foreach (var (callback, pending) in _pending ?? [])
        {
            if (port(pending.Port))
            {
                taken.Add(pending);
                _pending!.Remove(callback);
            }
        }

        return taken;
    }

    /// <summary>Removes and returns all requests.</summary>
    public IReadOnlyList<PendingReply> TakeAll()
    {
        PendingReply[] all = _pending is null ? [] : [.. _pending.Values];
        _pending = null;
        return all;
    }
}
