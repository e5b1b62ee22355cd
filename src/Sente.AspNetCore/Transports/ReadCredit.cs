namespace Sente.AspNetCore;

/// <summary>
/// How much a transport may read before handlers have caught up: events and bytes that its connection has not given back yet. When either
/// runs out, reading stops, TCP fills up, and the client feels it. It goes on when half is back, or each event would wake the reader.
/// </summary>
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

    /// <summary>Whether the reader waits: then silence says nothing about the client.</summary>
    public bool IsWaiting => Volatile.Read(ref _waiting) is not null;

    /// <summary>Completes when there is credit to read one message. One reader.</summary>
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

    /// <summary>An event of that many bytes was handed on. One message may pass the bound; the next waits.</summary>
    public void Take(int size)
    {
        lock (_lock)
        {
            _eventsInFlight++;
            _bytesInFlight += size;
            _exhausted = _exhausted || _eventsInFlight >= events || _bytesInFlight >= bytes;
        }
    }

    /// <summary>Handlers are done with that much. Any thread.</summary>
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

    /// <summary>No reading until <see cref="Resume"/>, whatever the credit.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            _paused = true;
        }
    }

    /// <summary>Reading as the credit says.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _paused = false;
            Wake();
        }
    }

    /// <summary>No reading before that time, whatever the credit: <see cref="Sweep"/> ends it.</summary>
    public void ThrottleUntil(TimeSpan time)
    {
        lock (_lock)
        {
            _throttledUntil = time;
        }
    }

    /// <summary>Ends throttling whose time is over.</summary>
    public void Sweep(TimeSpan now)
    {
        // Not locked where there is nothing to do: this is asked for every connection, several times a second.
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

    /// <summary>The transport is closing: what still comes is read and discarded, to find the client's close frame.</summary>
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
