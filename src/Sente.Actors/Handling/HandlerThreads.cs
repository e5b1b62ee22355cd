namespace Sente.Actors;

/// <summary>
/// The threads of a node that run the app's delegates, which may block: never the thread pool's, on which everything else runs. They start
/// as they are needed and end when they have been idle for a while.
/// <code>
///   event, continuation --> its lane (one for each pattern) --room?--> line of lanes, served in turn --> thread
/// </code>
/// A lane has at most so many threads, so that one pattern that blocks leaves others theirs. One thread per processor starts at once; more
/// start when work has waited from one look of the watch to the next, because those that are there are blocked.
/// </summary>
internal sealed class HandlerThreads(int maxThreads) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    // So many looks without progress in its lane, and a continuation that waits is given a thread beyond the bounds: those that are blocked
    // may be waiting for it, as code does that asks for the Result of a task.
    private const int LooksUntilExtra = 20;

    private readonly Lock _lock = new();
    private readonly Queue<HandlerLane> _line = new();
    private readonly HashSet<HandlerLane> _full = [];
    private readonly List<SemaphoreSlim> _idle = [];
    private readonly ManualResetEventSlim _stopping = new();
    private int _threads;
    private long _done;
    private bool _watched;

    /// <summary>How many threads there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _threads;
            }
        }
    }

    /// <summary>Whether the node stops, and no event begins any more.</summary>
    public bool IsStopping => _stopping.IsSet;

    /// <summary>Runs a job when its lane and the node have a thread for it. Any thread; never blocks.</summary>
    public void Add(HandlerLane lane, in HandlerJob job)
    {
        lock (_lock)
        {
            if (!IsStopping)
            {
                lane.Add(job);
                List(lane);
                if (_line.Count > 0 && !WakeIdle() && _threads < Math.Min(Environment.ProcessorCount, maxThreads))
                {
                    StartThread();
                }
                else if (_idle.Count == 0 || _full.Count > 0)
                {
                    Watch();
                }

                return;
            }
        }

        job.Abandon();
    }

    /// <summary>The node stops: events that wait are dropped, those that have begun end on the thread pool.</summary>
    public void Dispose()
    {
        List<HandlerJob> left = [];
        lock (_lock)
        {
            _stopping.Set();
            foreach (var lane in _line.Concat(_full).Distinct())
            {
                while (lane.Waiting > 0)
                {
                    left.Add(lane.Take());
                }
            }

            _line.Clear();
            _full.Clear();
            while (WakeIdle())
            {
            }
        }

        left.ForEach(job => job.Abandon());
    }

    private void List(HandlerLane lane)
    {
        if (lane.IsListed || lane.Waiting == 0)
        {
            return;
        }

        if (lane.Room > 0)
        {
            lane.IsListed = true;
            _full.Remove(lane);
            _line.Enqueue(lane);
        }
        else
        {
            _full.Add(lane);
        }
    }

    private bool WakeIdle()
    {
        if (_idle.Count == 0)
        {
            return false;
        }

        // The one that went idle last: its caches are warm, and the others can end.
        var last = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        last.Release();
        return true;
    }

    private void StartThread()
    {
        _threads++;
        new Thread(Work) { IsBackground = true, Name = "sente-handler" }.UnsafeStart();
    }

    private void Work()
    {
        using var wakeUp = new SemaphoreSlim(0);
        HandlerLane? lane = null;
        while (true)
        {
            HandlerJob job;
            lock (_lock)
            {
                if (lane is not null)
                {
                    Leave(lane);
                }

                if (!TryTake(out lane, out job))
                {
                    if (IsStopping)
                    {
                        _threads--;
                        return;
                    }

                    _idle.Add(wakeUp);
                }
            }

            if (lane is not null)
            {
                SynchronizationContext.SetSynchronizationContext(lane);
                job.Run();
            }
            else if (!wakeUp.Wait(Idle))
            {
                lock (_lock)
                {
                    // Unless it was woken in the meantime.
                    if (_idle.Remove(wakeUp))
                    {
                        _threads--;
                        return;
                    }
                }
            }
        }
    }

    private bool TryTake(out HandlerLane? lane, out HandlerJob job)
    {
        while (_line.TryDequeue(out lane))
        {
            lane.IsListed = false;
            if (lane.Room > 0)
            {
                job = lane.Take();
                lane.Busy++;
                List(lane);
                return true;
            }

            List(lane);
        }

        lane = null;
        job = default;
        return false;
    }

    private void Leave(HandlerLane lane)
    {
        _done++;
        lane.Done++;
        lane.Busy--;
        lane.Extra = Math.Max(0, lane.Extra - 1);
        List(lane);
    }

    private void Watch()
    {
        if (!_watched)
        {
            _watched = true;
            new Thread(WatchWork) { IsBackground = true, Name = "sente-handler-watch" }.UnsafeStart();
        }
    }

    /// <summary>Looks at what waits, for as long as anything does; on a thread of its own, since the pool's may be what is missing.</summary>
    private void WatchWork()
    {
        long done = -1;
        var looks = 0;
        var calm = 0;
        while (!_stopping.Wait(Look))
        {
            lock (_lock)
            {
                looks = _done == done ? looks + 1 : 0;
                done = _done;
                calm = _line.Count + _full.Count == 0 ? calm + 1 : 0;
                if (calm > 100)
                {
                    _watched = false;
                    return;
                }

                if (looks > 0)
                {
                    StartMore(_line.Sum(lane => lane.Room));
                }
                else if (_line.Count > 0)
                {
                    StartMore(1);
                }

                GrantExtra(isNodeStuck: looks >= LooksUntilExtra);
                looks = looks >= LooksUntilExtra ? 0 : looks;
            }
        }
    }

    private void StartMore(int wanted)
    {
        for (; wanted > 0; wanted--)
        {
            if (WakeIdle())
            {
                continue;
            }

            if (_threads >= maxThreads)
            {
                return;
            }

            StartThread();
        }
    }

    /// <summary>
    /// Grants a thread to each lane whose continuations wait for its own blocked threads; when nothing moves on the whole node, also to those that
    /// wait for the node's.
    /// </summary>
    private void GrantExtra(bool isNodeStuck)
    {
        var stuck = _full.Where(lane => lane.HasContinuations && lane.IsStuck(LooksUntilExtra));
        if (isNodeStuck)
        {
            stuck = stuck.Concat(_line.Where(lane => lane.HasContinuations));
        }

        foreach (var lane in stuck.Distinct().ToArray())
        {
            lane.Extra++;
            List(lane);
            if (!WakeIdle())
            {
                StartThread();
            }
        }
    }
}
