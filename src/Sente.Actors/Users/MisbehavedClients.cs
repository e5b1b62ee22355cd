namespace Sente.Actors;

/// <summary>
/// Which of a user's clients are refused for a while, because they broke a bound: 5 s, doubling to 80 s,
/// forgotten after a minute open (docs/protocol.md, "Refusals and close codes"). Pure; times are the scheduler's monotonic clock.
/// </summary>
internal sealed class MisbehavedClients(SenteLimits limits, int maxClients = MisbehavedClients.MaxClientsOfAUser)
{
    /// <summary>How long a client must stay well-behaved for its past to be forgotten.</summary>
    public static readonly TimeSpan Forgiveness = TimeSpan.FromMinutes(1);

    // A client-id is the client's own choice, so their number must be bounded: past it the oldest is forgotten.
    private const int MaxClientsOfAUser = 200;

    private readonly Dictionary<string, Entry> _clients = new(StringComparer.Ordinal);

    /// <summary>Keeps one client out, twice as long as the last time.</summary>
    public void Refuse(string clientId, TimeSpan now)
    {
        Forget(now);
        var time = limits.FirstRefusal;
        if (_clients.TryGetValue(clientId, out var last))
        {
            time = last.Time * 2 < limits.LongestRefusal ? last.Time * 2 : limits.LongestRefusal;
        }
        else if (_clients.Count >= maxClients)
        {
            _clients.Remove(_clients.MinBy(entry => entry.Value.Until).Key);
        }

        _clients[clientId] = new Entry(time, now + time);
    }

    /// <summary>Whether the client must wait, and how long.</summary>
    public bool IsRefused(string clientId, TimeSpan now, out TimeSpan wait)
    {
        wait = _clients.TryGetValue(clientId, out var entry) && entry.Until > now ? entry.Until - now : TimeSpan.Zero;
        return wait > TimeSpan.Zero;
    }

    /// <summary>Drops what is past and forgiven.</summary>
    public void Forget(TimeSpan now)
    {
        foreach (var (clientId, entry) in _clients)
        {
            if (entry.Until + Forgiveness <= now)
            {
                _clients.Remove(clientId);
            }
        }
    }

    /// <summary>When everything is forgotten, or null when there is nothing to remember.</summary>
    public TimeSpan? ForgottenAt(TimeSpan now)
    {
        Forget(now);
        TimeSpan? latest = null;
        foreach (var entry in _clients.Values)
        {
            var until = entry.Until + Forgiveness;
            latest = latest is { } other && other > until ? other : until;
        }

        return latest;
    }

    private readonly record struct Entry(TimeSpan Time, TimeSpan Until);
}

/// <summary>The same for clients of a node that nothing lasting is known of; at most 10,000 are remembered. Any thread.</summary>
internal sealed class NodeMisbehavedClients(SenteLimits limits)
{
    private const int MaxClients = 10_000;

    private readonly Lock _lock = new();
    private readonly MisbehavedClients _misbehaved = new(limits, MaxClients);

    /// <inheritdoc cref="MisbehavedClients.Refuse"/>
    public void Refuse(string key, TimeSpan now)
    {
        lock (_lock)
        {
            _misbehaved.Refuse(key, now);
        }
    }

    /// <inheritdoc cref="MisbehavedClients.IsRefused"/>
    public bool IsRefused(string key, TimeSpan now, out TimeSpan wait)
    {
        lock (_lock)
        {
            return _misbehaved.IsRefused(key, now, out wait);
        }
    }
}
