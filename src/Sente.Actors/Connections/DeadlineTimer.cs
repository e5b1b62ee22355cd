using Akka.Actor;

namespace Sente.Actors;

/// <summary>An actor's one timer: it is told <see cref="DeadlinePassed"/> at the earliest of the times asked for, or somewhat before the one it waits for by then.</summary>
internal sealed class DeadlineTimer(IScheduler scheduler, TimeProvider time, IActorRef actor)
{
    private ICancelable? _timer;
    private TimeSpan _at;

    /// <summary>The monotonic clock that deadlines are measured by; virtual in specs.</summary>
    public TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Wakes the actor at that time at the latest. A deadline that is no longer needed costs one early wake, not a cancellation.</summary>
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

    /// <summary>Call first when <see cref="DeadlinePassed"/> comes, then ask for the next deadline.</summary>
    public void Woken() => _timer = null;

    /// <summary>No more waking.</summary>
    public void Stop()
    {
        _timer?.Cancel();
        _timer = null;
    }
}

/// <summary>From an actor's <see cref="DeadlineTimer"/>.</summary>
internal sealed class DeadlinePassed : INoSerializationVerificationNeeded
{
    public static readonly DeadlinePassed Instance = new();

    private DeadlinePassed()
    {
    }
}
