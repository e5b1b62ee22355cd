using System.Collections.Concurrent;

namespace Sente.Actors;

/// <summary>
/// Limits the rates at which this node accepts events from each client and each user, over all transports. Buckets that are full again are removed, so
/// a silent client costs nothing. Thread-safe.
/// </summary>
internal sealed class RateLimits(SenteLimits limits)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Uid, string? ClientId), Buckets> _buckets = new();
    private TimeSpan _nextSweep;

    /// <summary>Whether any rate has a limit.</summary>
    public bool IsOn { get; } = limits.MaxEventsPerSecondPerClient is not null || limits.MaxBytesPerSecondPerClient is not null
        || limits.MaxEventsPerSecondPerUser is not null || limits.MaxBytesPerSecondPerUser is not null;

    /// <summary>The number of clients and users that have buckets.</summary>
    public int Count => _buckets.Count;

    /// <summary>Counts an event that was received, even beyond the limits.</summary>
    /// <returns>How long the next event of the client has to wait, and for which limit.</returns>
    public RateWait Take(string uid, string clientId, int size, TimeSpan now)
    {
        if (!IsOn)
        {
            return default;
        }

        var client = Find(uid, clientId, now)?.Take(size, now) ?? default;
        var user = OfUser(uid, now)?.Take(size, now) ?? default;
        return client.Time >= user.Time ? client : user;
    }

    /// <summary>Counts an event as <see cref="Take"/> does, unless it has to wait: then it counts nothing.</summary>
    public RateWait TryTake(string uid, string clientId, int size, TimeSpan now)
    {
        if (!IsOn)
        {
            return default;
        }

        var client = Find(uid, clientId, now)?.Wait(now) ?? default;
        var user = OfUser(uid, now)?.Wait(now) ?? default;
        var wait = client.Time >= user.Time ? client : user;
        if (wait.Time == TimeSpan.Zero)
        {
            Take(uid, clientId, size, now);
        }

        return wait;
    }

    /// <summary>Removes full buckets. The gateway calls it with each sweep, never twice at once; it is cheap.</summary>
    public void Sweep(TimeSpan now)
    {
        if (!IsOn || now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + SweepEvery;
        foreach (var (key, buckets) in _buckets)
        {
            if (buckets.IsFull(now))
            {
                _buckets.TryRemove(key, out _);
            }
        }
    }

    private Buckets? Find(string uid, string clientId, TimeSpan now) =>
        Find((uid, clientId), limits.MaxEventsPerSecondPerClient, limits.MaxBytesPerSecondPerClient, "client", now);

    /// <summary>Clients without a user have no limit per user.</summary>
    private Buckets? OfUser(string uid, TimeSpan now) => uid == Uid.Nil
        ? null
        : Find((uid, null), limits.MaxEventsPerSecondPerUser, limits.MaxBytesPerSecondPerUser, "user", now);

    private Buckets? Find((string, string?) key, int? events, long? bytes, string whose, TimeSpan now) => events is null && bytes is null
        ? null
        : _buckets.GetOrAdd(key, static (_, of) => new Buckets(of.events, of.bytes, of.whose, of.now), (events, bytes, whose, now));

    private sealed class Buckets(int? events, long? bytes, string whose, TimeSpan now)
    {
        private readonly Lock _lock = new();
        private readonly TokenBucket? _events = events is { } rate ? new TokenBucket(rate, now) : null;
        private readonly TokenBucket? _bytes = bytes is { } rate ? new TokenBucket(rate, now) : null;

        public RateWait Take(int size, TimeSpan at)
        {
            lock (_lock)
            {
                _events?.Take(1, at);
                _bytes?.Take(size, at);
                return Wait(at);
            }
        }

        public RateWait Wait(TimeSpan at)
        {
            lock (_lock)
            {
                var forEvents = _events?.WaitFor(at) ?? TimeSpan.Zero;
                var forBytes = _bytes?.WaitFor(at) ?? TimeSpan.Zero;
                return forEvents >= forBytes ? new RateWait(forEvents, whose, "events") : new RateWait(forBytes, whose, "bytes");
            }
        }

        public bool IsFull(TimeSpan at)
        {
            lock (_lock)
            {
                return _events?.IsFull(at) != false && _bytes?.IsFull(at) != false;
            }
        }
    }
}

/// <summary>How long a client has to wait, and why.</summary>
/// <param name="Time">The time to wait; zero: the client need not wait.</param>
/// <param name="Whose">Whose limit is reached: <c>client</c> or <c>user</c>.</param>
/// <param name="What">Which limit is reached: <c>events</c> or <c>bytes</c>.</param>
internal readonly record struct RateWait(TimeSpan Time, string Whose, string What)
{
    /// <summary>The reason, as a tag of counters.</summary>
    public string Reason => $"{Whose} {What}";
}

/// <summary>
/// A token bucket that holds the tokens of one second. Its level may become negative, because what was received already is counted; the next event
/// then waits until a token is there. Not thread-safe; the caller passes the time.
/// </summary>
internal sealed class TokenBucket(double perSecond, TimeSpan now)
{
    private readonly double _perSecond = perSecond;
    private double _tokens = perSecond;
    private TimeSpan _at = now;

    /// <summary>Takes tokens, even more than there are.</summary>
    public void Take(long tokens, TimeSpan now)
    {
        Refill(now);
        _tokens -= tokens;
    }

    /// <summary>Returns the time until there is a token; zero if there is one. At most an hour.</summary>
    public TimeSpan WaitFor(TimeSpan now)
    {
        Refill(now);
        var missing = Math.Min(1, _perSecond) - _tokens;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(missing / _perSecond, 3600));
    }

    /// <summary>Whether the bucket is full, like a new one.</summary>
    public bool IsFull(TimeSpan now)
    {
        Refill(now);
        return _tokens >= _perSecond;
    }

    private void Refill(TimeSpan now)
    {
        if (now > _at)
        {
            _tokens = Math.Min(_perSecond, _tokens + ((now - _at).TotalSeconds * _perSecond));
            _at = now;
        }
    }
}
