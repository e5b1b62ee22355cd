namespace Sente.Actors;

/// <summary>
/// How many events a stock WebSocket client may be sent ahead of what it has surely taken. Such a client keeps 512 events that its app has
/// not taken yet and silently drops older ones (docs/protocol.md, "Stock clients"), so the server asks by the protocol's own ping: a client
/// answers pings in the order of its frames.
/// <code>
///   events: | answered | covered by the ping | after it |
///                      '------ unanswered: at most the window ------'
/// </code>
/// A ping is due when half the window is unanswered, and one is under way at a time. The pong to a keep-alive ping counts as well, at most one
/// window too early, which the client's buffer still holds. Pure; times are the scheduler's monotonic clock.
/// </summary>
internal sealed class FlowControl(int window, TimeSpan? timeout)
{
    private int _unanswered;
    private int _covered;
    private TimeSpan _answerBy = TimeSpan.MaxValue;
    private bool _pinged;

    /// <summary>How many events may be sent now.</summary>
    public int Room => window - _unanswered;

    /// <summary>Whether a ping should be sent before anything else.</summary>
    public bool IsPingDue => !_pinged && _unanswered * 2 >= window;

    /// <summary>When the ping that is under way counts as answered, because the client does not answer pings; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan AnswerBy => _answerBy;

    /// <summary>Events were sent.</summary>
    public void Sent(int events) => _unanswered += events;

    /// <summary>A ping was sent.</summary>
    public void Pinged(TimeSpan now)
    {
        _pinged = true;
        _covered = _unanswered;
        _answerBy = timeout is { } time ? now + time : TimeSpan.MaxValue;
    }

    /// <summary>The client answered a ping, or is taken for one that never will.</summary>
    public void Answered()
    {
        if (_pinged)
        {
            _pinged = false;
            _unanswered -= _covered;
            _covered = 0;
            _answerBy = TimeSpan.MaxValue;
        }
    }
}
