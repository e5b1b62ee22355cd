namespace Sente.Actors;

/// <summary>
/// When the events of one connection are written. With a send buffer: when its time is over, or at once when flushed. Without one: at once on a
/// quiet connection, and after the messages that wait on a busy one, so that a burst goes out in few frames; a full batch does not wait.
/// Pure; times are the scheduler's monotonic clock.
/// </summary>
internal sealed class WriteSchedule(SenteLimits limits)
{
    private bool _isQueued;

    /// <summary>When to write next; <see cref="TimeSpan.MaxValue"/> while nothing waits for a time.</summary>
    public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Decides what to do after events were added to the outbox.</summary>
    /// <param name="sendBuffer">How long the transport gathers events; zero for none.</param>
    /// <param name="flush">Whether the push asks to be written at once.</param>
    /// <param name="unsentEvents">The unsent events.</param>
    /// <param name="unsentBytes">Their bytes.</param>
    /// <param name="moreMessagesWait">Whether the actor has more messages to handle.</param>
    /// <param name="now">The time.</param>
    public WriteDecision EventsAdded(TimeSpan sendBuffer, bool flush, int unsentEvents, long unsentBytes, bool moreMessagesWait, TimeSpan now)
    {
        if (sendBuffer > TimeSpan.Zero && !flush)
        {
            if (Due != TimeSpan.MaxValue)
            {
                return WriteDecision.Nothing;
            }

            Due = now + sendBuffer;
            return WriteDecision.WakeWhenDue;
        }

        var full = unsentEvents >= limits.MaxBatchEvents || unsentBytes >= limits.MaxBatchBytes;
        if (full || sendBuffer > TimeSpan.Zero || !moreMessagesWait)
        {
            return WriteDecision.WriteNow;
        }

        if (_isQueued)
        {
            return WriteDecision.Nothing;
        }

        _isQueued = true;
        return WriteDecision.WriteAfterWaiting;
    }

    /// <summary>The write that waited behind other messages is due.</summary>
    public void TakeQueued() => _isQueued = false;

    /// <summary>The client must catch up first: writes go on at this time at the latest.</summary>
    public void PauseUntil(TimeSpan time) => Due = time;

    /// <summary>Forgets the time: everything is about to be written, or there is nobody to write to.</summary>
    public void Clear() => Due = TimeSpan.MaxValue;
}

/// <summary>What a connection does after events were added to its outbox.</summary>
internal enum WriteDecision
{
    /// <summary>Nothing: a write is due already.</summary>
    Nothing,

    /// <summary>It writes.</summary>
    WriteNow,

    /// <summary>It writes after the messages that wait.</summary>
    WriteAfterWaiting,

    /// <summary>It writes when <see cref="WriteSchedule.Due"/> has come.</summary>
    WakeWhenDue,
}
