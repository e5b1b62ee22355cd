namespace Sente.Actors;

/// <summary>
/// Events of one client that wait for delegates: they begin in the order they came, at most so many at a time, on the node's
/// <see cref="HandlerThreadPool"/>, never inside the connection actor. Clients run beside each other. Costs nothing until a delegate is used.
/// </summary>
/// <param name="maxParallel">Events that may run at a time; 1: each begins when the one before has ended.</param>
internal sealed class EventQueue(int maxParallel = 1)
{
    private readonly Lock _lock = new();
    private Queue<(DelegateHandler Handler, EventMsg Message)>? _waiting;
    private int _running;

    /// <summary>Adds an event at the end.</summary>
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

    /// <summary>An event has ended: the next one begins, after those of other clients that wait already.</summary>
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
