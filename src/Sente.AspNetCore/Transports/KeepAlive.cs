namespace Sente.AspNetCore;

/// <summary>
/// When a WebSocket is pinged and when it is given up (docs/protocol.md, "WebSocket"). Pure; the caller brings the time.
/// <code>
///            .-- activity --.
///            v              |
///   Start -> window (keep-alive / 2) -- none --> Ping, wait (ping time-out) -- none --> Close
///            ^                                     |
///            '-------------- activity -------------'
/// </code>
/// So the first ping comes after half to a whole keep-alive time of silence, and an idle client that answers is pinged every half of it
/// plus the ping time-out. Without a ping time-out a ping starts the next window, and nothing is ever closed.
/// </summary>
internal sealed class KeepAlive(TimeSpan? interval, TimeSpan? pingTimeout)
{
    private volatile bool _active;
    private bool _pinged;
    private TimeSpan _deadline;

    /// <summary>Starts the first window.</summary>
    public void Start(TimeSpan now)
    {
        _active = false;
        _pinged = false;
        _deadline = interval is { } time ? now + (time / 2) : TimeSpan.MaxValue;
    }

    /// <summary>A frame was received, or a push was sent; replies and pongs don't count. Any thread.</summary>
    public void Active()
    {
        // Read first: a busy connection would otherwise write to this shared line with every frame.
        if (!_active)
        {
            _active = true;
        }
    }

    /// <summary>What is due. One thread at a time.</summary>
    public KeepAliveStep Sweep(TimeSpan now)
    {
        if (now < _deadline)
        {
            return KeepAliveStep.None;
        }

        if (_active)
        {
            _active = false;
            _pinged = false;
            Wait(interval!.Value / 2, now);
            return KeepAliveStep.None;
        }

        if (_pinged)
        {
            _deadline = TimeSpan.MaxValue;
            return KeepAliveStep.Close;
        }

        _pinged = pingTimeout is not null;
        Wait(pingTimeout ?? interval!.Value / 2, now);
        return KeepAliveStep.Ping;
    }

    /// <summary>Counts from the last deadline, so that the sweep's rhythm doesn't add up; after a long stall, from now.</summary>
    private void Wait(TimeSpan time, TimeSpan now)
    {
        _deadline += time;
        if (_deadline <= now)
        {
            _deadline = now + time;
        }
    }
}

/// <summary>What <see cref="KeepAlive"/> asks for.</summary>
internal enum KeepAliveStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Send <c>:chsk/ws-ping</c>.</summary>
    Ping,

    /// <summary>The client did not answer: close.</summary>
    Close,
}
