using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Sente.Actors;

// What the client is pushed: taken into the outbox within its bounds, and written when it is time.
internal sealed partial class ConnectionActor
{
    /// <summary>What is kept while the client is away, by its last transport.</summary>
    private AwayRetention Away => AwayRetention.For(EntityIds.IsProven(_entity), _left!, _node.Limits);

    private void OnDeliver(Deliver deliver)
    {
        if (_writer.Port is null && Away.KeepsNothing)
        {
            _node.Metrics.PushesRefused.Add(1);
            deliver.Tracker?.Refused(new PushRefusal(_clientId, PushRefusalReason.ConnectionEnded, "The client is away, and could not prove who it is when it comes back."));
            return;
        }

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

        var oldestGiveWay = _writer.Port is null ? Away.OldestGiveWay : _node.Limits.OutboxOverflow == OverflowPolicy.DropOldest;
        if (!Fits(deliver.Events.Count, bytes) && !(oldestGiveWay && DropOldest(deliver.Events.Count, bytes)))
        {
            refusal = new PushRefusal(
                _clientId, PushRefusalReason.OutboxFull, Invariant($"The client's outbox is full: {_writer.Outbox.Count} events, {_writer.Outbox.Bytes} bytes."));
            if (_node.Limits.OutboxOverflow == OverflowPolicy.Close && !oldestGiveWay)
            {
                Overflow();
            }

            return false;
        }

        if (!_writer.TryTake(bytes))
        {
            refusal = new PushRefusal(_clientId, PushRefusalReason.NodeFull, _writer.Port is null
                ? "The outboxes of the clients that are away are full on this client's node (SenteLimits.MaxNodeAwayOutboxBytes)."
                : "The outboxes of the connected clients are full on this client's node (SenteLimits.MaxNodeOutboxBytes).");
            return false;
        }

        return true;
    }

    private (int Events, int Bytes) OutboxBounds()
    {
        if (_writer.Port is not null)
        {
            return (_node.Limits.MaxOutboxEvents, _node.Limits.MaxOutboxBytes);
        }

        var away = Away;
        return (away.Events, away.Bytes);
    }

    private bool Fits(int events, long bytes)
    {
        var (maxEvents, maxBytes) = OutboxBounds();
        return _writer.Outbox.UnsentCount + events <= maxEvents && _writer.Outbox.Bytes + bytes <= maxBytes;
    }

    private bool DropOldest(int events, long bytes)
    {
        var (maxEvents, maxBytes) = OutboxBounds();
        if (events > maxEvents || bytes > maxBytes)
        {
            // Nothing that is dropped would make room for it.
            return false;
        }

        while (!Fits(events, bytes) && _writer.Outbox.UnsentCount > 0)
        {
            var oldest = _writer.DropOldestUnsent();
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

    private void DropOutbox(PushRefusalReason reason, string message) =>
        _node.Metrics.EventsDropped.Add(_writer.Clear(new PushRefusal(_clientId, reason, message)));

    /// <summary>The client has left: lets go of what it could not claim, and of what the bounds for clients that are away have no room for.</summary>
    private void KeepWhileAway()
    {
        if (Away.KeepsNothing)
        {
            BeginAnew("The client left, and could not prove who it is when it comes back.");
        }

        DropOldest(0, 0);
        if (!_writer.TryLeave())
        {
            DropOutbox(PushRefusalReason.NodeFull, "The outboxes of the clients that are away are full on this client's node (SenteLimits.MaxNodeAwayOutboxBytes).");
            _writer.TryLeave();
        }

        _writer.Outbox.Wait();
    }

    /// <summary>Lets go of all that waits for the client: events, replies, and requests that have none yet.</summary>
    private void BeginAnew(string why)
    {
        DropOutbox(PushRefusalReason.ConnectionEnded, why);
        _node.Metrics.LateReplies.Add(_writer.DropReplies());
        foreach (var pending in _pending.TakeWhere(port => _older.Find(port) is null))
        {
            pending.Handler?.Untrack(pending.Reply);
        }
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
