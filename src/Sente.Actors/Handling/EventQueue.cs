namespace Sente.Actors;

/// <summary>
/// The events, of one client for example, whose delegates begin in the order in which the events came. The delegates run on the node's
/// <see cref="HandlerThreadPool"/>, never in the connection actor; those of different queues run in parallel. Allocates nothing until an event has
/// to wait.
/// </summary>
/// <param name="maxParallel">The most delegates that run at a time; with 1, each begins when the one before has completed.</param>
internal sealed class EventQueue(int maxParallel = 1)
{
    private readonly Lock _lock = new();
    private Queue<(DelegateHandler Handler, EventMsg Message)>? _waiting;
    private int _running;

    /// <summary>Begins an event, or lets it wait until earlier ones have finished.</summary>
    public void Enqueue(DelegateHandler handler, EventMsg msg)
    {
        lock (_lock)
        {
            if (_running >= maxParallel)
            {
                _waiting ??= new Queue<(DelegateHandler, EventMsg)>(4);
                _waiting.Enqueue((handler, msg));
                return;
            }

            _running++;
        }

        handler.Begin(msg, this);
    }

    /// <summary>Begins the next event, because one has finished. It waits for a thread behind the events of other clients that already do.</summary>
    public void Finished()
    {
        (DelegateHandler Handler, EventMsg Message) next;
        lock (_lock)
        {
            if (_waiting is null || !_waiting.TryDequeue(out next))
            {
                _running--;
                return;
            }
        }

        next.Handler.Begin(next.Message, this);
    }
}
