using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The <see cref="IEventHandlers"/> of the container: keeps handlers that are added before the node has started, and adds them when it starts,
/// before the first client's event.
/// </summary>
internal sealed class StartingEventHandlers : IEventHandlers
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private IEventHandlers? _handlers;

    public IDisposable AddHandler(string pattern, IActorRef handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(pattern, handlers => handlers.AddHandler(pattern, handler));
    }

    public IDisposable AddHandler<T>(string pattern, int? poolSize = null)
        where T : ActorBase => Add(pattern, handlers => handlers.AddHandler<T>(pattern, poolSize));

    public IDisposable On(string pattern, Delegate handler, Action<HandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(pattern, handlers => handlers.On(pattern, handler, configure));
    }

    /// <summary>Adds the handlers that wait. Later calls go straight to the node.</summary>
    /// <exception cref="InvalidOperationException">A pattern already has a handler.</exception>
    public void Start(IEventHandlers handlers)
    {
        lock (_lock)
        {
            foreach (var waiting in _waiting)
            {
                waiting.Registration = waiting.Add(handlers);
            }

            _waiting.Clear();
            _handlers = handlers;
        }
    }

    private IDisposable Add(string pattern, Func<IEventHandlers, IDisposable> add)
    {
        // Parsed at once, so that the exception for a malformed pattern points at the caller.
        EventPattern.Parse(pattern);
        lock (_lock)
        {
            if (_handlers is null)
            {
                var waiting = new Waiting(this, add);
                _waiting.Add(waiting);
                return waiting;
            }
        }

        return add(_handlers);
    }

    private void Remove(Waiting waiting)
    {
        IDisposable? registration;
        lock (_lock)
        {
            _waiting.Remove(waiting);
            registration = waiting.Registration;
        }

        registration?.Dispose();
    }

    private sealed class Waiting(StartingEventHandlers owner, Func<IEventHandlers, IDisposable> add) : IDisposable
    {
        public Func<IEventHandlers, IDisposable> Add { get; } = add;

        public IDisposable? Registration { get; set; }

        public void Dispose() => owner.Remove(this);
    }
}
