namespace Sente.Actors;

/// <summary>
/// The bans of a node: users whose clients are refused until a time. They outlive the user's actor, which need not stay for them. Pure but
/// for its lock; times are the node's monotonic clock.
/// </summary>
internal sealed class BanTable(int maxBans)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TimeSpan> _until = new(StringComparer.Ordinal);

    // Has an entry for each ban that was ever made and has not ended; those that were replaced are skipped.
    private readonly PriorityQueue<string, TimeSpan> _byEnd = new();
    private volatile int _count;

    /// <summary>How many there are, ended ones not yet forgotten included.</summary>
    public int Count => _count;

    /// <summary>Refuses a user's clients until a time, in place of the user's previous ban; a time that has passed lifts it.</summary>
    /// <returns>The user whose ban was given up for it, the one that would have ended first; null when there was room.</returns>
    public string? Set(string uid, TimeSpan until, TimeSpan now)
    {
        lock (_lock)
        {
            Forget(now);
            string? givenUp = null;
            if (until <= now)
            {
                _until.Remove(uid);
            }
            else
            {
                _until[uid] = until;
                _byEnd.Enqueue(uid, until);
                if (_until.Count > maxBans)
                {
                    givenUp = GiveUpFirst();
                }
            }

            if (_byEnd.Count > 2 * _until.Count + 16)
            {
                Rebuild();
            }

            _count = _until.Count;
            return givenUp;
        }
    }

    /// <summary>Whether a user is refused, and how long still.</summary>
    public bool IsBanned(string uid, TimeSpan now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_count == 0)
        {
            return false;
        }

        lock (_lock)
        {
            Forget(now);
            _count = _until.Count;
            if (_until.TryGetValue(uid, out var until))
            {
                wait = until - now;
            }
        }

        return wait > TimeSpan.Zero;
    }

    /// <summary>All bans that have not ended, their times counted from now.</summary>
    public IReadOnlyList<BanUser> All(TimeSpan now)
    {
        lock (_lock)
        {
            Forget(now);
            return [.. _until.Select(ban => new BanUser(ban.Key, ban.Value - now))];
        }
    }

    private void Forget(TimeSpan now)
    {
        while (_byEnd.TryPeek(out var uid, out var end) && end <= now)
        {
            _byEnd.Dequeue();
            if (_until.TryGetValue(uid, out var until) && until <= now)
            {
                _until.Remove(uid);
            }
        }
    }

    private string? GiveUpFirst()
    {
        while (_byEnd.TryDequeue(out var uid, out var end))
        {
            if (_until.TryGetValue(uid, out var until) && until == end)
            {
                _until.Remove(uid);
                return uid;
            }
        }

        return null;
    }

    /// <summary>Drops the entries of bans that were replaced: one user banned again and again must not fill the queue.</summary>
    private void Rebuild()
    {
        _byEnd.Clear();
        foreach (var (uid, until) in _until)
        {
            _byEnd.Enqueue(uid, until);
        }
    }
}
