using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// One timer for all deadlines of an actor: sends it <see cref="DeadlinePassed"/> no later than the earliest deadline. It may fire early, so the
/// actor must check the clock.
/// </summary>
/// <remarks>Not Akka's scheduler: its tick is coarse (see <c>reference.hocon</c>), and a send delay is often shorter than a tick.</remarks>
internal sealed class DeadlineTimer(TimeProvider time, IActorRef actor)
{
    // Timers take at most 49 days.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(30);

    private ITimer? _timer;
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

        _at = deadline;
        var delay = Delay(deadline - Now);
        if (_timer is null)
        {
            _timer = time.CreateTimer(static actor => ((IActorRef)actor!).Tell(DeadlinePassed.Instance, ActorRefs.NoSender), actor, delay, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Call first when <see cref="DeadlinePassed"/> arrives, before <see cref="WakeBy"/> for the next deadline.</summary>
    public void Woken() => Stop();

    /// <summary>Cancels the timer. An idle connection keeps none.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>Whole milliseconds, as timers count: rounded up, or the actor would be woken too early again and again.</summary>
    private static TimeSpan Delay(TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        return delay < MaxDelay ? TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)) : MaxDelay;
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
