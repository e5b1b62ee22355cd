namespace Sente.Actors;

/// <summary>
/// The clients of a user that broke a bound and are refused for a while: for 5 s, and each further time for twice as long, up to 80 s
/// (docs/protocol.md, "Refusals and close codes"). Pure; times are the scheduler's monotonic clock.
/// </summary>
/// <param name="limits">The node's limits: the first and the longest refusal.</param>
/// <param name="maxClients">The most clients that are remembered.</param>
internal sealed class MisbehavedClients(SenteLimits limits, int maxClients = MisbehavedClients.MaxClientsOfAUser)
{
    /// <summary>After which time without misbehaviour, from the end of its refusal, a client is forgotten.</summary>
    public static readonly TimeSpan Forgiveness = TimeSpan.FromMinutes(1);

    // Bounded, because a client chooses its client-id: beyond, the client whose refusal ends first is forgotten.
    private const int MaxClientsOfAUser = 200;

    private readonly Dictionary<string, Entry> _clients = new(StringComparer.Ordinal);

    /// <summary>Refuses a client from now on, for twice as long as the last time.</summary>
    public void Refuse(string clientId, TimeSpan now)
    {
        Forget(now);
        var time = limits.MinRefusalTime;
        if (_clients.TryGetValue(clientId, out var last))
        {
            time = last.Time * 2 < limits.MaxRefusalTime ? last.Time * 2 : limits.MaxRefusalTime;
        }
        else if (_clients.Count >= maxClients)
        {
            _clients.Remove(_clients.MinBy(entry => entry.Value.Until).Key);
        }

        _clients[clientId] = new Entry(time, now + time);
    }

    /// <summary>Returns whether a client is refused.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="now">The time.</param>
    /// <param name="wait">How long the refusal still lasts; zero when the client is not refused.</param>
    public bool IsRefused(string clientId, TimeSpan now, out TimeSpan wait)
    {
        wait = _clients.TryGetValue(clientId, out var entry) && entry.Until > now ? entry.Until - now : TimeSpan.Zero;
        return wait > TimeSpan.Zero;
    }

    /// <summary>Forgets the clients whose <see cref="Forgiveness"/> is over.</summary>
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

    /// <summary>Returns when all clients will be forgotten; null when none is remembered.</summary>
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

/// <summary>
/// The <see cref="MisbehavedClients"/> of a node whose entities end with their transports and so can't remember them; at most 10,000. Any thread.
/// </summary>
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
