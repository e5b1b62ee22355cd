using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The parent of a pool's actors: fails the event on which an actor threw and restarts the actor, and replaces an actor that has ended.
/// <code>
///   running --threw on an event----------------> restarted (on a SenteReplyException: resumed)
///      ^  '--ended after it had taken an event-> replaced at once
///      |  '--ended before: it can't be started-> down: its events are answered :chsk/error
///      '-- answers Identify -- started again -- after a pause that doubles --'
/// </code>
/// </summary>
internal sealed class HandlerPoolActor : UntypedActor, IWithTimers
{
    // An actor that throws this often in a row outside of events, for example on a message that it sends to itself at its start, can't be started.
    private const int MaxThrowsOutsideEvents = 10;

    private readonly PoolHandler _pool;
    private readonly Props _handler;
    private readonly HandlerFailures _failures;
    private readonly PoolBackOff _backOff;
    private readonly Slot[] _slots;
    private bool _draining;

    public HandlerPoolActor(PoolHandler pool, Props handler, HandlerFailures failures)
    {
        _pool = pool;
        _handler = handler.WithMailbox(HandlerMailbox.Id);
        _failures = failures;
        _backOff = new PoolBackOff(pool.Size);
        _slots = [.. Enumerable.Range(0, pool.Size).Select(index => new Slot(index))];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(PoolHandler pool, Props handler, HandlerFailures failures) =>
        Akka.Actor.Props.Create(() => new HandlerPoolActor(pool, handler, failures));

    protected override SupervisorStrategy SupervisorStrategy() => new FailCurrentEvent(this);

    protected override void PreStart()
    {
        foreach (var slot in _slots)
        {
            _pool[slot.Index] = Start(slot);
        }

        _pool.Started();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated { ActorRef: var ended } when _draining:
                StopIfEmpty(ended);
                break;
            case Terminated { ActorRef: var ended } when SlotOf(ended) is { } slot:
                OnEnded(slot);
                break;
            case StartAgain again:
                // It receives events only after it has answered, because it may still be down.
                Start(_slots[again.Index]).Tell(new Identify(again.Index));
                break;
            case ActorIdentity { MessageId: int index, Subject: { } actor } when !_draining && actor.Equals(_slots[index].Actor):
                OnStarted(_slots[index]);
                break;
            case ActorIdentity:
                break;
            case DrainPool:
                // The poison pill comes after the events that were routed before the removal, so these are still handled.
                _draining = true;
                Timers.CancelAll();
                foreach (var handler in Context.GetChildren())
                {
                    handler.Tell(PoisonPill.Instance);
                }

                StopIfEmpty(null);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private Slot? SlotOf(IActorRef actor) => Array.Find(_slots, slot => actor.Equals(slot.Actor));

    private IActorRef Start(Slot slot)
    {
        slot.ThrowsOutsideEvents = 0;
        return slot.Actor = Context.Watch(Context.ActorOf(_handler));
    }

    private void OnStarted(Slot slot)
    {
        _pool[slot.Index] = slot.Actor;
        slot.Reason = null;
        if (_backOff.Started(slot.Index) is { } attempts)
        {
            _failures.Logger.PoolUp(Pattern, attempts);
        }
    }

    private void OnEnded(Slot slot)
    {
        if (HandlerMessageQueue.For(slot.Actor).HasTaken)
        {
            // No pause is needed: an actor that an event ended is replaced no more often than events come.
            _pool[slot.Index] = Start(slot);
            return;
        }

        _pool[slot.Index] = ActorRefs.Nobody;
        _failures.Metrics.PoolStartFailures.Add(1);
        var wasUp = _backOff.Down == 0;
        var pause = _backOff.Failed(slot.Index);
        Timers.StartSingleTimer(slot.Index, new StartAgain(slot.Index), pause);
        if (wasUp)
        {
            _failures.Logger.PoolDown(slot.Reason, Pattern, _pool.Size, pause);
        }
    }

    private void StopIfEmpty(IActorRef? ended)
    {
        if (!Context.GetChildren().Any(child => !child.Equals(ended)))
        {
            Context.Stop(Self);
        }
    }

    private string Pattern => _pool.Pattern;

    private Directive OnThrew(IActorRef child, Exception exception, Directive directive)
    {
        if (HandlerMessageQueue.For(child).TakeCurrent() is { } msg)
        {
            _failures.Threw(msg, exception, Pattern);
            return HandlerFailures.Unwrap(exception) is SenteReplyException ? Directive.Resume : directive;
        }

        if (SlotOf(child) is not { } slot)
        {
            return directive;
        }

        slot.Reason = exception;
        if (directive == Directive.Restart)
        {
            _failures.Logger.PoolActorThrew(exception, Pattern);
            return ++slot.ThrowsOutsideEvents < MaxThrowsOutsideEvents ? Directive.Restart : Directive.Stop;
        }

        return directive;
    }

    /// <summary>Turns off Akka's own log line of an exception: <see cref="HandlerFailures"/> reports it once, with the event.</summary>
    private sealed class FailCurrentEvent(HandlerPoolActor pool)
        : OneForOneStrategy(Akka.Actor.SupervisorStrategy.DefaultDecider.Decide, loggingEnabled: false)
    {
        protected override Directive Handle(IActorRef child, Exception exception) => pool.OnThrew(child, exception, base.Handle(child, exception));
    }

    private sealed class Slot(int index)
    {
        public int Index { get; } = index;

        public IActorRef Actor { get; set; } = ActorRefs.Nobody;

        /// <summary>The last exception that it threw outside of an event.</summary>
        public Exception? Reason { get; set; }

        public int ThrowsOutsideEvents { get; set; }
    }

    /// <summary>Sent to itself when the pause before the next attempt to start an actor is over.</summary>
    private sealed record StartAgain(int Index) : INoSerializationVerificationNeeded;
}

/// <summary>Asks <see cref="HandlerPoolActor"/> to end when the events that were routed before are handled.</summary>
internal sealed class DrainPool : INoSerializationVerificationNeeded
{
    public static readonly DrainPool Instance = new();

    private DrainPool()
    {
    }
}
