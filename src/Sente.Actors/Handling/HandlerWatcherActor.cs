using Akka.Actor;
using Akka.Event;

namespace Sente.Actors;

/// <summary>
/// Watches the app's own actors that handle events; one per node, for all of its connections. Events that reach an actor that has ended become
/// dead letters; this actor fails them, which answers their requests and returns their credit.
/// </summary>
internal sealed class HandlerWatcherActor : UntypedActor
{
    private readonly List<ActorHandler> _watched = [];

    private readonly HandlerFailures _failures;

    public HandlerWatcherActor(HandlerFailures failures) => _failures = failures;

    public static Props Props(HandlerFailures failures) => Akka.Actor.Props.Create(() => new HandlerWatcherActor(failures));

    private void OnDeadLetter(EventMsg msg)
    {
        if (CoordinatedShutdown.Get(Context.System).ShutdownReason is not null)
        {
            // The node is stopping, and its handlers with it: no failure.
            msg.Reply?.Fail();
            msg.Complete();
            return;
        }

        _failures.Ended(msg);
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeadLetter { Message: EventMsg msg }:
                OnDeadLetter(msg);
                break;
            case DeadLetter:
                break;
            case WatchHandler watch:
                _watched.Add(watch.Handler);
                Context.Watch(watch.Handler.Target);
                break;
            case UnwatchHandler unwatch:
                _watched.Remove(unwatch.Handler);
                if (!_watched.Exists(other => other.Target.Equals(unwatch.Handler.Target)))
                {
                    Context.Unwatch(unwatch.Handler.Target);
                }

                break;
            case Terminated { ActorRef: var ended }:
                foreach (var handler in _watched.Where(handler => handler.Target.Equals(ended)))
                {
                    handler.TargetEnded();
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }
}

/// <summary>Asks <see cref="HandlerWatcherActor"/> to watch the actor of a handler.</summary>
internal sealed record WatchHandler(ActorHandler Handler) : INoSerializationVerificationNeeded;

/// <summary>Reports to <see cref="HandlerWatcherActor"/> that a handler was removed from its pattern.</summary>
internal sealed record UnwatchHandler(ActorHandler Handler) : INoSerializationVerificationNeeded;
