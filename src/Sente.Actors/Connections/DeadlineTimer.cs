using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// One timer for all deadlines of an actor: sends it <see cref="DeadlinePassed"/> no later than the earliest deadline. It may fire early, so the
/// actor must check the clock.
/// </summary>
internal sealed class DeadlineTimer(IScheduler scheduler, TimeProvider time, IActorRef actor)
{
    private ICancelable? _timer;
    private TimeSpan _at;

    /// <summary>The current time of the monotonic clock on which deadlines are; virtual in tests.</summary>
    public TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Wakes the actor no later than a deadline. Deadlines are not cancelled: one that is no longer needed only wakes the actor early.</summary>
    public void WakeBy(TimeSpan deadline)
    {
        if (_timer is not null && _at <= deadline)
        {
            return;
        }

        _timer?.Cancel();
        _at = deadline;
        var delay = deadline - Now;
        _timer = scheduler.ScheduleTellOnceCancelable(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, actor, DeadlinePassed.Instance, ActorRefs.NoSender);
    }

    /// <summary>Call first when <see cref="DeadlinePassed"/> arrives, before <see cref="WakeBy"/> for the next deadline.</summary>
    public void Woken() => _timer = null;

    /// <summary>Cancels the timer.</summary>
    public void Stop()
    {
        _timer?.Cancel();
        _timer = null;
    }
}

/// <summary>From an actor's <see cref="DeadlineTimer"/>: a deadline may have passed.</summary>
internal sealed class DeadlinePassed : INoSerializationVerificationNeeded
{
    public static readonly DeadlinePassed Instance = new();

    private DeadlinePassed()
    {
    }
}
