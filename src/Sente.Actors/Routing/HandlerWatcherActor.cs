using Akka.Actor;

namespace Sente.Actors;

/// <summary>One a node: the only watcher of the app's own actors that handle events, for all of the node's connections.</summary>
internal sealed class HandlerWatcherActor : UntypedActor
{
    private readonly List<RefHandler> _watched = [];

    public static Props Props() => Akka.Actor.Props.Create(() => new HandlerWatcherActor());

    protected override void OnReceive(object message)
    {
        switch (message)
        {
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
