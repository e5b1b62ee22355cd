namespace Sente.Actors;

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
