namespace Sente.Actors;

/// <summary>
/// Bounds how many events a stock WebSocket client may be sent before it has surely processed earlier ones. Such a client holds at most 512
/// events that its app has not taken, and silently drops older ones (docs/protocol.md, "Stock clients"). It answers the protocol's pings in the
/// order of its frames, so the pong to a ping shows that it has processed the events before the ping.
/// <code>
///   events: | answered | covered by the ping | after it |
///                      '------ unanswered: at most the window ------'
/// </code>
/// A ping is due when half the window is unanswered; only one is under way at a time. The pong to a keep-alive ping can't be told from the
/// pong to this one, and counts too: at most one window too early, for which the client's buffer has room. Pure; times are the scheduler's
/// monotonic clock.
/// </summary>
/// <param name="window">The most events that may be unanswered.</param>
/// <param name="timeout">After which time a ping counts as answered, because the client probably answers none; null for never.</param>
internal sealed class FlowControl(int window, TimeSpan? timeout)
{
    private int _unanswered;
    private int _covered;
    private TimeSpan _answerBy = TimeSpan.MaxValue;
    private bool _pinged;

    /// <summary>How many events may be sent now; 0 or less when the client must answer a ping first.</summary>
    public int Room => window - _unanswered;

    /// <summary>Whether a ping should be sent before anything else.</summary>
    public bool IsPingDue => !_pinged && _unanswered * 2 >= window;

    /// <summary>When the ping that is under way counts as answered even without a pong; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan AnswerBy => _answerBy;

    /// <summary>Call when events were sent.</summary>
    public void Sent(int events) => _unanswered += events;

    /// <summary>Call when a ping was sent.</summary>
    public void Pinged(TimeSpan now)
    {
        _pinged = true;
        _covered = _unanswered;
        _answerBy = timeout is { } time ? now + time : TimeSpan.MaxValue;
    }

    /// <summary>Call when the client has answered a ping, or when <see cref="AnswerBy"/> has passed.</summary>
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
