namespace Sente.Actors;

/// <summary>
/// Events of one connection that wait for delegates: one after the other in the order they came, on the thread pool, never inside the
/// connection actor. Connections run beside each other. Costs nothing until a delegate is used.
/// </summary>
internal sealed class DelegateQueue : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private Queue<(DelegateHandler Handler, EventMsg Message)>? _waiting;
    private bool _running;

    /// <summary>Adds an event at the end.</summary>
    public void Enqueue(DelegateHandler handler, EventMsg msg)
    {
        lock (_lock)
        {
            _waiting ??= new Queue<(DelegateHandler, EventMsg)>(4);
            _waiting.Enqueue((handler, msg));
            if (_running)
            {
                return;
            }

            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        while (true)
        {
            (DelegateHandler Handler, EventMsg Message) next;
            lock (_lock)
            {
                if (!_waiting!.TryDequeue(out next))
                {
                    _running = false;
                    return;
                }
            }

            await next.Handler.RunAsync(next.Message).ConfigureAwait(false);
        }
    }
}
