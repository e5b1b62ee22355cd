using Sente.Wire;

namespace Sente.Actors;

/// <summary>A request that waits for its handler's reply.</summary>
/// <param name="Deadline">When it times out; <see cref="TimeSpan.MaxValue"/> for never.</param>
/// <param name="Handler">Who may end without answering, and must be told when it need not.</param>
/// <param name="Reply">The reply object its handler was given.</param>
/// <param name="Port">Attach number of the port that it came by.</param>
internal readonly record struct PendingReply(TimeSpan Deadline, RegisteredHandler? Handler, Reply Reply, long Port = 0);

/// <summary>The requests of one connection that wait for a reply, by their callback id. Pure; times are the scheduler's monotonic clock.</summary>
internal sealed class PendingReplies
{
    private Dictionary<CallbackId, PendingReply>? _pending;

    // No later than the earliest deadline: a request that was answered leaves its own behind, until the next look at all of them.
    private TimeSpan _nextDeadline = TimeSpan.MaxValue;

    /// <summary>How many wait.</summary>
    public int Count => _pending?.Count ?? 0;

    /// <summary>Adds a request; answers false when one with that id waits already, whose reply then serves for both.</summary>
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

    /// <summary>Notes which handler took the request.</summary>
    public void SetHandler(CallbackId callback, RegisteredHandler? handler)
    {
        if (_pending is not null && _pending.TryGetValue(callback, out var pending))
        {
            _pending[callback] = pending with { Handler = handler };
        }
    }

    /// <summary>The first reply takes the request out; answers false for a later or late one.</summary>
    public bool TryTake(CallbackId callback, out PendingReply pending)
    {
        pending = default;
        return _pending is not null && _pending.Remove(callback, out pending);
    }

    /// <summary>Takes out the requests whose time is over. Looks at all of them only when one may be.</summary>
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

    /// <summary>When to look for expired ones again: no later than the earliest deadline, perhaps earlier. Null when none times out.</summary>
    public TimeSpan? NextDeadline() => Count == 0 || _nextDeadline == TimeSpan.MaxValue ? null : _nextDeadline;

    /// <summary>Takes out the requests that came by certain ports.</summary>
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

    /// <summary>Takes out all.</summary>
    public IReadOnlyList<PendingReply> TakeAll()
    {
        PendingReply[] all = _pending is null ? [] : [.. _pending.Values];
        _pending = null;
        return all;
    }
}
