namespace Sente.Actors;

/// <summary>
/// Decides when the events of one connection are written. With a send buffer: when its time is over, or at once when a push flushes it. Without
/// one: at once when the actor has no more messages, and after those messages otherwise, so that a burst goes out in few frames. A full batch is
/// written at once.
/// Pure; times are the scheduler's monotonic clock.
/// </summary>
internal sealed class WriteSchedule(SenteLimits limits)
{
    private bool _isQueued;

    /// <summary>When to write next; <see cref="TimeSpan.MaxValue"/> when no write is scheduled.</summary>
    public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Decides what to do after events were added to the outbox.</summary>
    /// <param name="sendBuffer">How long the transport's send buffer gathers events; zero when it has no send buffer.</param>
    /// <param name="flush">Whether the push is to be written at once.</param>
    /// <param name="unsentEvents">The number of unsent events in the outbox.</param>
    /// <param name="unsentBytes">The bytes of those events.</param>
    /// <param name="moreMessagesWait">Whether more messages wait in the actor's mailbox.</param>
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

    /// <summary>Call when the write that <see cref="WriteDecision.WriteAfterWaiting"/> asked for is about to be done.</summary>
    public void TakeQueued() => _isQueued = false;

    /// <summary>Schedules the next write for the time by which the client must have answered a ping.</summary>
    public void PauseUntil(TimeSpan time) => Due = time;

    /// <summary>Unschedules the write: all events are about to be written, or there is no port.</summary>
    public void Clear() => Due = TimeSpan.MaxValue;
}

/// <summary>What a connection does after events were added to its outbox.</summary>
internal enum WriteDecision
{
    /// <summary>Does nothing: a write is scheduled already.</summary>
    Nothing,

    /// <summary>Writes at once.</summary>
    WriteNow,

    /// <summary>Writes after the messages that wait in the actor's mailbox.</summary>
    WriteAfterWaiting,

    /// <summary>Writes when <see cref="WriteSchedule.Due"/> has come.</summary>
    WakeWhenDue,
}
