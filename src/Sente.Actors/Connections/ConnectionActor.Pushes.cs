using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Sente.Actors;

// What the client is pushed: taken into the outbox within its bounds, and written when it is time.
internal sealed partial class ConnectionActor
{
    private void OnDeliver(Deliver deliver)
    {
        if (!TryMakeRoom(deliver, out var refusal))
        {
            Refuse(refusal, deliver.Tracker);
            return;
        }

        _refusing = false;
        for (var i = 0; i < deliver.Events.Count; i++)
        {
            _writer.Outbox.Append(deliver.Events[i], i == deliver.Events.Count - 1 ? deliver.Tracker : null);
        }

        if (_writer.Port is not { } port)
        {
            _writer.Outbox.Wait();
            return;
        }

        Gather(port.Traits.SendBuffer, deliver.Flush);
    }

    /// <summary>
    /// When to write. With a send buffer: when its time is over, or at once when flushed. Without: a quiet connection is written by this
    /// very call; when more messages wait, it is written after them, so that a burst goes out in few frames.
    /// </summary>
    private void Gather(TimeSpan sendBuffer, bool flush)
    {
        if (sendBuffer > TimeSpan.Zero && !flush)
        {
            if (_gatheringUntil == TimeSpan.MaxValue)
            {
                _gatheringUntil = _timer.Now + sendBuffer;
                _timer.WakeBy(_gatheringUntil);
            }

            return;
        }

        var outbox = _writer.Outbox;
        var full = outbox.UnsentCount >= _node.Limits.MaxBatchEvents || outbox.UnsentBytes >= _node.Limits.MaxBatchBytes;
        if (full || sendBuffer > TimeSpan.Zero || !MoreMessagesWait)
        {
            WriteNow();
        }
        else if (!_writeQueued)
        {
            _writeQueued = true;
            Self.Tell(WriteQueued.Instance);
        }
    }

    private void WriteNow(bool gathered = true)
    {
        if (gathered)
        {
            _gatheringUntil = TimeSpan.MaxValue;
        }

        if (_writer.Write(gathered || _gatheringUntil == TimeSpan.MaxValue, _timer.Now, _dropped) is { } pausedUntil)
        {
            _gatheringUntil = pausedUntil;
            _timer.WakeBy(pausedUntil);
        }
    }

    /// <summary>Whether there is room for the events, if need be by the overflow policy. A refusal is built only when there is none.</summary>
    private bool TryMakeRoom(Deliver deliver, [NotNullWhen(false)] out PushRefusal? refusal)
    {
        refusal = null;
        long bytes = 0;
        foreach (var evt in deliver.Events)
        {
            bytes += evt.Size;
            if (_writer.Packer is { } packer && !evt.TryGetBytes(packer, out _, out var error))
            {
                refusal = new PushRefusal(_clientId, PushRefusalReason.Unsayable, error);
                return false;
            }
        }

        if (!Fits(deliver.Events.Count, bytes) && !(_node.Limits.OutboxOverflow == OverflowPolicy.DropOldest && DropOldest(deliver.Events.Count, bytes)))
        {
            refusal = new PushRefusal(
                _clientId, PushRefusalReason.OutboxFull, Invariant($"The client's outbox is full: {_writer.Outbox.Count} events, {_writer.Outbox.Bytes} bytes."));
            if (_node.Limits.OutboxOverflow == OverflowPolicy.Close)
            {
                Overflow();
            }

            return false;
        }

        if (!_node.Budget.TryTake((int)bytes))
        {
            refusal = new PushRefusal(_clientId, PushRefusalReason.NodeFull, "All outboxes of the client's node together are full.");
            return false;
        }

        return true;
    }

    private bool Fits(int events, long bytes) =>
        _writer.Outbox.UnsentCount + events <= _node.Limits.MaxOutboxEvents && _writer.Outbox.Bytes + bytes <= _node.Limits.MaxOutboxBytes;

    private bool DropOldest(int events, long bytes)
    {
        while (!Fits(events, bytes) && _writer.Outbox.UnsentCount > 0)
        {
            var oldest = _writer.Outbox.DropOldestUnsent();
            _node.Budget.Return(oldest.Event.Size);
            _node.Metrics.EventsDropped.Add(1);
            oldest.Tracker?.Refused(new PushRefusal(_clientId, PushRefusalReason.OutboxFull, "Newer events took its place in the client's full outbox."));
        }

        return Fits(events, bytes);
    }

    /// <summary>The outbox is full: the client is closed, and knows by that that it has missed something.</summary>
    private void Overflow()
    {
        ClientLog.OutboxOverflow(_uid, _writer.Outbox.Count, _writer.Outbox.Bytes);
        DropOutbox(PushRefusalReason.OutboxFull, "The client was closed, because its outbox was full.");
        _node.Metrics.LateReplies.Add(_writer.DropReplies());
        if (_writer.Port is not null)
        {
            Context.Parent.Tell(new ClientMisbehaved(_clientId));
            ClosePort(PortClose.TryLater("too slow: the outbox is full"));
        }
    }

    private void DropOutbox(PushRefusalReason reason, string message)
    {
        _node.Metrics.EventsDropped.Add(_writer.Outbox.Count);
        _node.Budget.Return(_writer.Outbox.Clear(new PushRefusal(_clientId, reason, message)));
    }

    private void Refuse(PushRefusal refusal, PushTracker? tracker)
    {
        _node.Metrics.PushesRefused.Add(1);
        tracker?.Refused(refusal);

        // One line for a row of refusals: a full outbox would otherwise fill the log as well.
        if (!_refusing)
        {
            _refusing = true;
            ClientLog.PushRefused(_uid, refusal.Message);
        }
    }

    private void EventDropped(string error)
    {
        _node.Metrics.EventsDropped.Add(1);
        ClientLog.EventDropped(_uid, error);
    }
}
