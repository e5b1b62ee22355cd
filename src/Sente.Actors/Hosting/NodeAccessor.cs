using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// Gives the services of a container access to the node that its actor system starts. Hosted services may run before that, so messages to the node are
/// kept until it has started, in order and up to <see cref="SenteLimits.MaxWaitingForStart"/>. Thread-safe.
/// </summary>
internal sealed class NodeAccessor(ILogger<NodeAccessor> logger, SenteLimits? limits = null)
{
    private readonly Lock _lock = new();
    private readonly SenteLimits _limits = limits ?? new SenteLimits();
    private readonly Queue<(Func<SenteNode, IActorRef> To, object Message)> _waiting = [];
    private readonly TaskCompletionSource<SenteNode> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SenteNode? _node;
    private long _refused;

    /// <summary>The node.</summary>
    /// <exception cref="InvalidOperationException">The node has not started yet, or the actor system runs without Sente.</exception>
    public SenteNode Node => _node ?? throw new InvalidOperationException(
        "Sente has not started: the host isn't running yet, or the app's own AddAkka(...) lacks WithSente().");

    /// <summary>Whether the node has started.</summary>
    public bool Started => _node is not null;

    /// <summary>The node; null before it has started.</summary>
    public SenteNode? NodeOrNull => _node;

    /// <summary>Waits until the node has started.</summary>
    /// <exception cref="TimeoutException">The node did not start within <see cref="SenteLimits.PushTimeout"/>.</exception>
    /// <exception cref="InvalidOperationException">The node failed to start.</exception>
    public async Task<SenteNode> WaitAsync(CancellationToken cancellationToken)
    {
        if (_node is { } node)
        {
            return node;
        }

        try
        {
            return await _started.Task.WaitAsync(_limits.PushTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Sente did not start within {_limits.PushTimeout} (SenteLimits.PushTimeout): is the host running, and does the app's own AddAkka(...) have WithSente()?", exception);
        }
    }

    /// <summary>Sends a message to an actor of the node, at once or when the node has started.</summary>
    /// <param name="to">Selects the actor.</param>
    /// <param name="message">The message.</param>
    public void Tell(Func<SenteNode, IActorRef> to, object message)
    {
        if (_node is { } node)
        {
            to(node).Tell(message, ActorRefs.NoSender);
            return;
        }

        lock (_lock)
        {
            if (_node is { } startedNow)
            {
                to(startedNow).Tell(message, ActorRefs.NoSender);
            }
            else if (_waiting.Count < _limits.MaxWaitingForStart)
            {
                _waiting.Enqueue((to, message));
            }
            else if (++_refused == 1)
            {
                logger.TooManyBeforeStart(_waiting.Count);
            }
        }
    }

    /// <summary>Sends the messages that wait for the node, and then gives access to it.</summary>
    public void Start(SenteNode node)
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next))
            {
                next.To(node).Tell(next.Message, ActorRefs.NoSender);
            }

            if (_refused > 0)
            {
                node.Metrics.PushesRefused.Add(_refused, new KeyValuePair<string, object?>("reason", "before_start"));
            }

            _node = node;
        }

        _started.TrySetResult(node);
    }

    /// <summary>Ends the wait for a node that will never start.</summary>
    public void Fail(Exception reason)
    {
        lock (_lock)
        {
            _waiting.Clear();
        }

        if (_started.TrySetException(new InvalidOperationException("Sente failed to start; see the inner exception.", reason)))
        {
            // Reads the exception, so that it is not reported as unobserved if nothing waits for the node.
            _ = _started.Task.Exception;
        }
    }
}
