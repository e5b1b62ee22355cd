namespace Sente.Actors;

/// <summary>
/// The jobs of one pattern's delegates that wait for a thread of the <see cref="HandlerThreadPool"/>, and the number of threads that they may
/// use. It is also the delegates' synchronization context: the code after an <c>await</c> runs on the same threads, so it can block without
/// taking one from .NET's thread pool.
/// </summary>
/// <param name="threads">The threads of the node; their lock guards this queue.</param>
/// <param name="maxThreads">The most threads that the pattern may use at a time, at least 1.</param>
internal sealed class PatternQueue(HandlerThreadPool threads, int maxThreads) : SynchronizationContext
{
    private readonly Queue<HandlerJob> _continuations = new();
    private readonly Queue<HandlerJob> _events = new();
    private long _doneAtLastCheck;
    private int _checks;

    // The members from here to Take are used under the lock of the threads only.

    /// <summary>The number of threads that run jobs of this queue now.</summary>
    public int Busy { get; set; }

    /// <summary>The number of threads granted beyond the bound, for continuations that blocked delegates may be waiting for.</summary>
    public int Extra { get; set; }

    /// <summary>The number of jobs that have ended.</summary>
    public long Done { get; set; }

    /// <summary>Whether the queue is in the pool's list of ready queues.</summary>
    public bool IsReady { get; set; }

    public bool HasContinuations => _continuations.Count > 0;

    public int Waiting => _continuations.Count + _events.Count;

    /// <summary>The number of further threads that this queue could use now.</summary>
    public int Room => Math.Min(Waiting, maxThreads + Extra - Busy);

    /// <summary>Returns whether no job has ended during this many consecutive checks. Starts counting again after it has returned true.</summary>
    public bool IsStuck(int checks)
    {
        _checks = Done == _doneAtLastCheck ? _checks + 1 : 0;
        _doneAtLastCheck = Done;
        if (_checks < checks)
        {
            return false;
        }

        _checks = 0;
        return true;
    }

    public void Add(in HandlerJob job) => (job.IsContinuation ? _continuations : _events).Enqueue(job);

    /// <summary>Takes the next job: continuations come before events that have not begun.</summary>
    public HandlerJob Take() => (HasContinuations ? _continuations : _events).Dequeue();

    public override void Post(SendOrPostCallback d, object? state) => threads.Add(this, new HandlerJob(d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}

/// <summary>An event for a delegate, or the continuation of a delegate after an await.</summary>
internal readonly struct HandlerJob
{
    private readonly object _target;
    private readonly object? _argument;
    private readonly EventQueue? _queue;

    public HandlerJob(DelegateHandler handler, EventMsg msg, EventQueue queue)
    {
        _target = handler;
        _argument = msg;
        _queue = queue;
    }

    public HandlerJob(SendOrPostCallback callback, object? state)
    {
        _target = callback;
        _argument = state;
    }

    /// <summary>Whether it is a continuation.</summary>
    public bool IsContinuation => _queue is null;

    /// <summary>Runs the job up to its first await that does not complete at once.</summary>
    public void Run()
    {
        if (_queue is null)
        {
            ((SendOrPostCallback)_target)(_argument);
            return;
        }

        var running = ((DelegateHandler)_target).RunAsync((EventMsg)_argument!);
        if (running.IsCompleted)
        {
            running.GetAwaiter().GetResult();
            _queue.Finished();
        }
        else
        {
            _ = FinishAsync(running, _queue);
        }
    }

    /// <summary>Ends the job because the node is stopping: fails an event, and runs a continuation on .NET's thread pool so that its delegate can finish.</summary>
    public void Abandon()
    {
        if (_queue is null)
        {
            ThreadPool.QueueUserWorkItem(static job => job.Run(), this, preferLocal: false);
            return;
        }

        var msg = (EventMsg)_argument!;
        msg.Reply?.Fail();
        msg.Complete();
    }

    private static async Task FinishAsync(ValueTask running, EventQueue queue)
    {
        await running.ConfigureAwait(false);
        queue.Finished();
    }
}
