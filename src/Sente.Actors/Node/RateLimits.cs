using System.Collections.Concurrent;

namespace Sente.Actors;

/// <summary>
/// The rates at which this node takes events from each client and from each user, over all transports. A bucket lasts until it is full
/// again, so a silent client has none. Any thread.
/// </summary>
internal sealed class RateLimits(SenteLimits limits)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Uid, string? ClientId), Buckets> _buckets = new();
    private TimeSpan _nextSweep;

    /// <summary>Whether any rate is limited.</summary>
    public bool IsOn { get; } = limits.MaxEventsPerSecondPerClient is not null || limits.MaxBytesPerSecondPerClient is not null
        || limits.MaxEventsPerSecondPerUser is not null || limits.MaxBytesPerSecondPerUser is not null;

    /// <summary>Clients and users whose events are being counted.</summary>
    public int Count => _buckets.Count;

    /// <summary>Counts an event that was received.</summary>
    /// <returns>How long the client's next one has to wait, and for which limit.</returns>
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

    /// <summary>Like <see cref="Take"/> where the client need not wait; counts nothing where it has to.</summary>
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

    /// <summary>Forgets buckets that are full. Called now and then by one thread; cheap.</summary>
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

    /// <summary>Clients without a user share no user.</summary>
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

/// <summary>How long a client has to wait; zero when it needn't.</summary>
/// <param name="Time">How long.</param>
/// <param name="Whose">Whose rate is exhausted: the client's, or the user's.</param>
/// <param name="What">The rate of events, or of bytes.</param>
internal readonly record struct RateWait(TimeSpan Time, string Whose, string What)
{
    /// <summary>The reason for counters.</summary>
    public string Reason => $"{Whose} {What}";
}

/// <summary>
/// A rate with a burst of one second's worth. It may go into debt: what was received already is counted, and the next has to wait until the
/// debt is paid. Pure; the caller brings the time and the lock.
/// </summary>
internal sealed class TokenBucket(double perSecond, TimeSpan now)
{
    private readonly double _perSecond = perSecond;
    private double _tokens = perSecond;
    private TimeSpan _at = now;

    /// <summary>Takes tokens, whether or not they are there.</summary>
    public void Take(long tokens, TimeSpan now)
    {
        Refill(now);
        _tokens -= tokens;
    }

    /// <summary>How long until there is a token; zero when there is one now.</summary>
    public TimeSpan WaitFor(TimeSpan now)
    {
        Refill(now);
        var missing = Math.Min(1, _perSecond) - _tokens;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(missing / _perSecond, 3600));
    }

    /// <summary>Whether it is as full as a new one.</summary>
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
