namespace Sente.AspNetCore;

/// <summary>
/// Forgives a client a few unreadable messages, because its other requests must not pay for one; more within a minute, and it is no
/// accident. Pure; nothing is kept for a client that sends none.
/// </summary>
internal sealed class MalformedMessages(int perMinute)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private Queue<TimeSpan>? _last;

    /// <summary>Counts one; answers whether it is still forgiven.</summary>
    public bool Forgive(TimeSpan now)
    {
        _last ??= new Queue<TimeSpan>();
        while (_last.TryPeek(out var oldest) && now - oldest >= Minute)
        {
            _last.Dequeue();
        }

        if (_last.Count >= perMinute)
        {
            return false;
        }

        _last.Enqueue(now);
        return true;
    }
}
