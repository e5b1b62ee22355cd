namespace Sente.Actors;

/// <summary>
/// The share that one pattern's delegates have in the node's <see cref="HandlerThreads"/>. It is their synchronization context too: what
/// follows an <c>await</c> runs on the same threads, so that code which blocks there holds none of the thread pool's either.
/// </summary>
internal sealed class HandlerLane(HandlerThreads threads, int maxThreads) : SynchronizationContext
{
    private readonly Queue<HandlerJob> _continuations = new();
    private readonly Queue<HandlerJob> _events = new();
    private long _seen;
    private int _looks;

    // All that follows is read and written under the lock of the threads.

    /// <summary>Threads that are in delegates of this lane now.</summary>
    public int Busy { get; set; }

    /// <summary>Threads granted beyond the bound, to continuations that those in hand may be waiting for.</summary>
    public int Extra { get; set; }

    /// <summary>How many jobs have ended.</summary>
    public long Done { get; set; }

    /// <summary>Whether the lane stands in the line of those that a thread may serve.</summary>
    public bool IsListed { get; set; }

    public bool HasContinuations => _continuations.Count > 0;

    public int Waiting => _continuations.Count + _events.Count;

    /// <summary>How many more threads could be at work here now.</summary>
    public int Room => Math.Min(Waiting, maxThreads + Extra - Busy);

    /// <summary>Whether no job has ended for so many looks; counts from anew when it answers yes.</summary>
    public bool IsStuck(int looks)
    {
        _looks = Done == _seen ? _looks + 1 : 0;
        _seen = Done;
        if (_looks < looks)
        {
            return false;
        }

        _looks = 0;
        return true;
    }

    public void Add(in HandlerJob job) => (job.IsContinuation ? _continuations : _events).Enqueue(job);

    /// <summary>What was begun goes on before anything new begins.</summary>
    public HandlerJob Take() => (HasContinuations ? _continuations : _events).Dequeue();

    public override void Post(SendOrPostCallback d, object? state) => threads.Add(this, new HandlerJob(d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}

/// <summary>An event for a delegate, or what follows an await in one.</summary>
internal readonly struct HandlerJob
{
    private readonly object _target;
    private readonly object? _argument;
    private readonly DelegateQueue? _queue;

    public HandlerJob(DelegateHandler handler, EventMsg msg, DelegateQueue queue)
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

    /// <summary>Whether it follows an await.</summary>
    public bool IsContinuation => _queue is null;

    /// <summary>Runs it as far as its first await that has to wait.</summary>
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

    /// <summary>The node stops: an event is dropped. What has begun goes to the thread pool, to end properly.</summary>
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

    private static async Task FinishAsync(ValueTask running, DelegateQueue queue)
    {
        await running.ConfigureAwait(false);
        queue.Finished();
    }
}
