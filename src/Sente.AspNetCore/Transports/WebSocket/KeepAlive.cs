namespace Sente.AspNetCore;

/// <summary>
/// Decides when a WebSocket is pinged and when it is closed as dead (docs/protocol.md, "WebSocket"). Has no clock: the caller passes the time.
/// <code>
///            .-- activity --.
///            v              |
///   Start -> window (keep-alive / 2) -silence-> Ping, wait (ping time-out) -silence-> Close
///            ^                                    |
///            '-------------- activity ------------'
/// </code>
/// So the first ping is sent after a silence of half to a whole keep-alive time, and an idle client that answers is pinged once per half keep-alive
/// time plus ping time-out. Without a ping time-out, a ping starts the next window and nothing is ever closed.
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

    /// <summary>Records that a frame was received or a push was sent; sent replies and pongs don't count. Any thread.</summary>
    public void Active()
    {
        // The read first avoids a write to a shared cache line with every frame of a busy connection.
        if (!_active)
        {
            _active = true;
        }
    }

    /// <summary>Returns the action that is due. One thread at a time.</summary>
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

    /// <summary>Sets the next deadline from the last one, so that the sweep's intervals don't add up; after a long stall, from now.</summary>
    private void Wait(TimeSpan time, TimeSpan now)
    {
        _deadline += time;
        if (_deadline <= now)
        {
            _deadline = now + time;
        }
    }
}

/// <summary>The action that <see cref="KeepAlive"/> asks for.</summary>
internal enum KeepAliveStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Send <c>:chsk/ws-ping</c>.</summary>
    Ping,

    /// <summary>The client did not answer: close.</summary>
    Close,
}
