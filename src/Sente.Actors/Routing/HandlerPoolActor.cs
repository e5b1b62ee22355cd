using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// Parent of a pool's actors: restarts one that throws, after failing the event it had in hand, and replaces one that has ended.
/// </summary>
internal sealed class HandlerPoolActor : UntypedActor
{
    private readonly PoolHandler _pool;
    private readonly Props _handler;
    private readonly HandlerFailures _failures;
    private bool _draining;

    public HandlerPoolActor(PoolHandler pool, Props handler, HandlerFailures failures)
    {
        _pool = pool;
        _handler = handler.WithMailbox(HandlerMailbox.Id);
        _failures = failures;
    }

    public static Props Props(PoolHandler pool, Props handler, HandlerFailures failures) =>
        Akka.Actor.Props.Create(() => new HandlerPoolActor(pool, handler, failures));

    protected override SupervisorStrategy SupervisorStrategy() => new FailingTheEventInHand(_failures);

    protected override void PreStart()
    {
        for (var index = 0; index < _pool.Size; index++)
        {
            Fill(index);
        }

        _pool.Started();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated { ActorRef: var ended } when _draining:
                if (!Context.GetChildren().Any(child => !child.Equals(ended)))
                {
                    Context.Stop(Self);
                }

                break;
            case Terminated { ActorRef: var ended }:
                Fill(_pool.IndexOf(ended));
                break;
            case DrainPool:
                // Poison comes after the events that were routed before the removal.
                _draining = true;
                foreach (var handler in Context.GetChildren())
                {
                    handler.Tell(PoisonPill.Instance);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fill(int index) => _pool[index] = Context.Watch(Context.ActorOf(_handler));

    private sealed class FailingTheEventInHand(HandlerFailures failures) : OneForOneStrategy(Akka.Actor.SupervisorStrategy.DefaultDecider)
    {
        protected override Directive Handle(IActorRef child, Exception exception)
        {
            if (HandlerMessageQueue.For(child).TakeInHand() is { } msg)
            {
                failures.Threw(msg, exception);
            }

            return base.Handle(child, exception);
        }
    }
}
