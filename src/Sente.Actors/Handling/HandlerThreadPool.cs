namespace Sente.Actors;

/// <summary>
/// The threads of a node that run the app's delegates. Delegates may block, so they never run on .NET's thread pool, where everything else runs.
/// Threads start when they are needed and end when they have been idle for 20 s.
/// <code>
///   event, continuation --> the PatternQueue of its handler --allowed another thread?--> ready queues, served in turn --> thread
/// </code>
/// Each queue is allowed a bounded number of threads, so a pattern whose delegates block leaves threads to the other patterns. One thread per
/// processor starts without delay. More start when work has waited from one check of the monitor to the next, because the existing threads are
/// blocked.
/// </summary>
/// <param name="maxThreads">The most threads of the node, at least 1; continuations that blocked delegates may be waiting for can exceed it.</param>
internal sealed class HandlerThreadPool(int maxThreads) : IDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(20);

    // After this many checks without progress, a continuation that waits gets a thread beyond the bounds: the blocked delegates may be waiting
    // for it, as code that reads Task.Result does.
    private const int ChecksUntilExtra = 20;

    private readonly Lock _lock = new();
    private readonly Queue<PatternQueue> _ready = new();
    private readonly HashSet<PatternQueue> _full = [];
    private readonly List<SemaphoreSlim> _idle = [];
    private readonly ManualResetEventSlim _stopping = new();
    private int _threads;
    private long _done;
    private bool _monitored;

    /// <summary>The number of threads.</summary>
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

    /// <summary>Whether the node is stopping, so that no further event begins.</summary>
    public bool IsStopping => _stopping.IsSet;

    /// <summary>Runs a job as soon as its queue is allowed a thread and the node has one. Never blocks; thread-safe.</summary>
    public void Add(PatternQueue queue, in HandlerJob job)
    {
        lock (_lock)
        {
            if (!IsStopping)
            {
                queue.Add(job);
                Place(queue);
                if (_ready.Count > 0 && !WakeIdle() && _threads < Math.Min(Environment.ProcessorCount, maxThreads))
                {
                    StartThread();
                }
                else if (_idle.Count == 0 || _full.Count > 0)
                {
                    StartMonitor();
                }

                return;
            }
        }

        job.Abandon();
    }

    /// <summary>Fails the events that wait; delegates that have begun finish on .NET's thread pool.</summary>
    public void Dispose()
    {
        List<HandlerJob> left = [];
        lock (_lock)
        {
            _stopping.Set();
            foreach (var queue in _ready.Concat(_full).Distinct())
            {
                while (queue.Waiting > 0)
                {
                    left.Add(queue.Take());
                }
            }

            _ready.Clear();
            _full.Clear();
            while (WakeIdle())
            {
            }
        }

        left.ForEach(job => job.Abandon());
    }

    private void Place(PatternQueue queue)
    {
        if (queue.IsReady || queue.Waiting == 0)
        {
            return;
        }

        if (queue.Room > 0)
        {
            queue.IsReady = true;
            _full.Remove(queue);
            _ready.Enqueue(queue);
        }
        else
        {
            _full.Add(queue);
        }
    }

    private bool WakeIdle()
    {
        if (_idle.Count == 0)
        {
            return false;
        }

        // The thread that became idle last: its caches are warm, and the others can time out.
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
        PatternQueue? queue = null;
        while (true)
        {
            HandlerJob job;
            lock (_lock)
            {
                if (queue is not null)
                {
                    Finish(queue);
                }

                if (!TryTake(out queue, out job))
                {
                    if (IsStopping)
                    {
                        _threads--;
                        return;
                    }

                    _idle.Add(wakeUp);
                }
            }

            if (queue is not null)
            {
                SynchronizationContext.SetSynchronizationContext(queue);
                job.Run();
            }
            else if (!wakeUp.Wait(IdleTimeout))
            {
                lock (_lock)
                {
                    // If it is no longer in the list, it was woken between the timeout and the lock.
                    if (_idle.Remove(wakeUp))
                    {
                        _threads--;
                        return;
                    }
                }
            }
        }
    }

    private bool TryTake(out PatternQueue? queue, out HandlerJob job)
    {
        while (_ready.TryDequeue(out queue))
        {
            queue.IsReady = false;
            if (queue.Room > 0)
            {
                job = queue.Take();
                queue.Busy++;
                Place(queue);
                return true;
            }

            Place(queue);
        }

        queue = null;
        job = default;
        return false;
    }

    private void Finish(PatternQueue queue)
    {
        _done++;
        queue.Done++;
        queue.Busy--;
        queue.Extra = Math.Max(0, queue.Extra - 1);
        Place(queue);
    }

    private void StartMonitor()
    {
        if (!_monitored)
        {
            _monitored = true;
            new Thread(Monitor) { IsBackground = true, Name = "sente-handler-monitor" }.UnsafeStart();
        }
    }

    /// <summary>Starts threads for work that waits, until nothing has waited for 100 checks. Has a thread of its own, because a shortage of threads must not stop it.</summary>
    private void Monitor()
    {
        long done = -1;
        var checks = 0;
        var calm = 0;
        while (!_stopping.Wait(CheckInterval))
        {
            lock (_lock)
            {
                checks = _done == done ? checks + 1 : 0;
                done = _done;
                calm = _ready.Count + _full.Count == 0 ? calm + 1 : 0;
                if (calm > 100)
                {
                    _monitored = false;
                    return;
                }

                if (checks > 0)
                {
                    StartMore(_ready.Sum(queue => queue.Room));
                }
                else if (_ready.Count > 0)
                {
                    StartMore(1);
                }

                GrantExtra(isNodeStuck: checks >= ChecksUntilExtra);
                checks = checks >= ChecksUntilExtra ? 0 : checks;
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
    /// Grants an extra thread to each queue that is at its bound, has waiting continuations and makes no progress. If no job of the whole node has
    /// ended for as long, also to each queue whose continuations wait for a thread of the node.
    /// </summary>
    private void GrantExtra(bool isNodeStuck)
    {
        var stuck = _full.Where(queue => queue.HasContinuations && queue.IsStuck(ChecksUntilExtra));
        if (isNodeStuck)
        {
            stuck = stuck.Concat(_ready.Where(queue => queue.HasContinuations));
        }

        foreach (var queue in stuck.Distinct().ToArray())
        {
            queue.Extra++;
            Place(queue);
            if (!WakeIdle())
            {
                StartThread();
            }
        }
    }
}
