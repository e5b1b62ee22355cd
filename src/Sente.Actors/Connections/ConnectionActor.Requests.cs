using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

// What the client asks: its events go to handlers, its requests wait here for replies.
internal sealed partial class ConnectionActor
{
    private void OnClientEvent(ClientEvent received)
    {
        // What is no event is routed, but never answered; a forged one is answered below, by no handler.
        Reply? reply = received is { IsBad: false, Callback: { } callback } ? new ConnectionReply(Self, callback) : null;
        var older = _older.Find(received.Port);
        var source = IsCurrent(received.Port) ? _writer.Port : older?.Port;
        var msg = new EventMsg(received.Event, _uid, _clientId, older?.Request ?? _request, reply, source, received.Size, _services.Users, _entity);
        if (!received.IsBad && ClientEventIds.IsForged(received.Event.Id))
        {
            _node.Metrics.ForgedEvents.Add(1);
            ClientLog.ForgedEvent(_uid, received.Event.Id);
            msg.Complete();
            if (received.Callback is { } forged)
            {
                WriteReply(received.Port, forged, ReplyValues.Error);
            }

            return;
        }

        if (received.Event.Id == ClientEventIds.Pong && IsCurrent(received.Port) && _writer.Ponged())
        {
            WriteNow();
        }

        if (reply is not null)
        {
            var deadline = _node.Limits.ReplyTimeout is { } timeout ? _timer.Now + timeout : TimeSpan.MaxValue;
            if (_pending.TryAdd(received.Callback!.Value, new PendingReply(deadline, null, reply, received.Port)) && deadline != TimeSpan.MaxValue)
            {
                _timer.WakeBy(deadline);
            }

            PauseOrResume();
        }

        var handler = _services.Router.Route(msg, _delegates);
        if (reply is not null)
        {
            _pending.SetHandler(received.Callback!.Value, handler);
        }
    }

    private void OnHandlerReply(HandlerReply reply)
    {
        if (!_pending.TryTake(reply.Callback, out var pending))
        {
            _node.Metrics.LateReplies.Add(1);
            return;
        }

        pending.Handler?.Untrack(pending.Reply);
        PauseOrResume();
        WriteReply(pending.Port, reply.Callback, reply.Value);
    }

    /// <summary>A reply goes to the client's newest transport, unless the request came by an older one that is still open.</summary>
    private void WriteReply(long port, CallbackId callback, EncodedValue value)
    {
        if (_older.Find(port) is { } older)
        {
            WriteReply(older, callback, value);
            return;
        }

        if (_writer.Port is not null && !_writer.TakesReplies)
        {
            _node.Metrics.LateReplies.Add(1);
            return;
        }

        if (_writer.ReplyBytes + value.Size > _node.Limits.MaxOutboxBytes)
        {
            Overflow();
            return;
        }

        _writer.Reply(callback, value);
        WriteNow(gathered: false);
    }

    private void WriteReply(OlderPort older, CallbackId callback, EncodedValue value)
    {
        if (older.ReplyBytes + value.Size > _node.Limits.MaxOutboxBytes)
        {
            older.Port.Close(PortClose.TryLater("too slow: too many replies wait"));
            _older.Remove(older);
            Context.Parent.Tell(new ClientMisbehaved(_clientId));
            return;
        }

        older.Reply(callback, value, _dropped);
    }

    /// <summary>A client that lets too many requests wait is not read until handlers catch up.</summary>
    private void PauseOrResume()
    {
        var pause = _pending.Count >= _node.Limits.MaxPendingReplies;
        if (pause == _paused || (_writer.Port is null && _older.Count == 0))
        {
            return;
        }

        _paused = pause;
        _older.Pause(pause);
        if (pause)
        {
            _writer.Port?.Pause();
        }
        else
        {
            _writer.Port?.Resume();
        }
    }
}
