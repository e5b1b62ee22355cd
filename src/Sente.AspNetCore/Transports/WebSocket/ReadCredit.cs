namespace Sente.AspNetCore;

/// <summary>
/// Bounds how much a transport reads ahead of the handlers: the events and bytes that its connection has not granted back yet. When either runs out,
/// reading stops, so that TCP's flow control slows the client down. Reading resumes when half is back; otherwise each event would wake the reader.
/// </summary>
/// <param name="events">The most events in flight.</param>
/// <param name="bytes">The most bytes in flight.</param>
internal sealed class ReadCredit(int events, int bytes)
{
    private readonly Lock _lock = new();
    private int _eventsInFlight;
    private long _bytesInFlight;
    private bool _exhausted;
    private bool _paused;
    private bool _released;
    private TimeSpan? _throttledUntil;
    private TaskCompletionSource? _waiting;

    /// <summary>Whether the reader waits. Then silence is no sign of a dead client.</summary>
    public bool IsWaiting => Volatile.Read(ref _waiting) is not null;

    /// <summary>Completes when one message may be read. For one reader.</summary>
    public Task WaitAsync()
    {
        lock (_lock)
        {
            if (MayRead)
            {
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    /// <summary>Takes credit for one event. It may exceed the bound; the next message waits.</summary>
    /// <param name="size">The event's size in bytes.</param>
    public void Take(int size)
    {
        lock (_lock)
        {
            _eventsInFlight++;
            _bytesInFlight += size;
            _exhausted = _exhausted || _eventsInFlight >= events || _bytesInFlight >= bytes;
        }
    }

    /// <summary>Gives credit back for events that handlers have finished. Any thread.</summary>
    public void Grant(int grantedEvents, int grantedBytes)
    {
        lock (_lock)
        {
            _eventsInFlight -= grantedEvents;
            _bytesInFlight -= grantedBytes;
            if (_eventsInFlight <= events / 2 && _bytesInFlight <= bytes / 2)
            {
                _exhausted = false;
                Wake();
            }
        }
    }

    /// <summary>Stops reading until <see cref="Resume"/>, regardless of credit.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            _paused = true;
        }
    }

    /// <summary>Lets reading depend on credit again.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _paused = false;
            Wake();
        }
    }

    /// <summary>Stops reading until a time, regardless of credit; <see cref="Sweep"/> resumes it.</summary>
    public void ThrottleUntil(TimeSpan time)
    {
        lock (_lock)
        {
            _throttledUntil = time;
        }
    }

    /// <summary>Ends throttling at its time.</summary>
    public void Sweep(TimeSpan now)
    {
        // Avoids the lock: this runs for every connection several times a second.
        if (!IsWaiting)
        {
            return;
        }

        lock (_lock)
        {
            if (now >= _throttledUntil)
            {
                _throttledUntil = null;
                Wake();
            }
        }
    }

    /// <summary>Lifts all bounds for a transport that closes: it reads and discards everything up to the client's close frame.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _released = true;
            Wake();
        }
    }

    private bool MayRead => _released || (!_paused && !_exhausted && _throttledUntil is null);

    private void Wake()
    {
        if (MayRead && _waiting is { } waiting)
        {
            Volatile.Write(ref _waiting, null);
            waiting.SetResult();
        }
    }
}
