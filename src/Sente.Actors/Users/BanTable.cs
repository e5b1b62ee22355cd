namespace Sente.Actors;

/// <summary>
/// The bans that a node holds in memory: users whose clients are refused until a time. Pure but for its lock; any thread. Times are the node's
/// monotonic clock.
/// </summary>
/// <param name="maxBans">The most bans it holds.</param>
internal sealed class BanTable(int maxBans)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TimeSpan> _until = new(StringComparer.Ordinal);

    // Also holds bans that were replaced or lifted since; an entry counts only if _until has the same end for its user.
    private readonly PriorityQueue<string, TimeSpan> _byEnd = new();
    private volatile int _count;

    /// <summary>The number of bans, including those that have ended since the last call.</summary>
    public int Count => _count;

    /// <summary>Bans a user, in place of the user's previous ban.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="until">When the ban ends; a time that has passed lifts the previous ban.</param>
    /// <param name="now">The time.</param>
    /// <returns>The user whose ban was lifted to make room: of all bans, it would have ended first. Null when there was room.</returns>
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

    /// <summary>Returns whether a user is banned.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="now">The time.</param>
    /// <param name="wait">How long the ban still lasts; zero when there is none.</param>
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

    /// <summary>Returns all bans, with the time that each still lasts.</summary>
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

    /// <summary>Drops the entries of bans that were replaced or lifted: a user that is banned again and again must not fill the queue.</summary>
    private void Rebuild()
    {
        _byEnd.Clear();
        foreach (var (uid, until) in _until)
        {
            _byEnd.Enqueue(uid, until);
        }
    }
}
