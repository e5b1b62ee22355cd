using Sente.Wire;

namespace Sente.Actors;

// What the client asks: its events go to handlers, its requests wait here for replies.
internal sealed partial class ConnectionActor
{
    private void OnClientEvent(ClientEvent received)
    {
        // What is no event is routed, but never answered; a forged one is answered below, by no handler.
        Reply? reply = received is { IsBad: false, Callback: { } callback } ? new ConnectionReply(Self, callback) : null;
        var source = IsCurrent(received.Port) ? _writer.Port : null;
        var msg = new EventMsg(received.Event, _uid, _clientId, _request, reply, source, received.Size, _node.Users);
        if (!received.IsBad && ClientEventIds.IsForged(received.Event.Id))
        {
            _node.Metrics.ForgedEvents.Add(1);
            ClientLog.ForgedEvent(_uid, received.Event.Id);
            msg.Complete();
            if (received.Callback is { } forged)
            {
                WriteReply(forged, ReplyValues.Error);
            }

            return;
        }

        if (source is not null && received.Event.Id == ClientEventIds.Pong && _writer.Ponged())
        {
            WriteNow();
        }

        if (reply is not null)
        {
            var deadline = _node.Limits.ReplyTimeout is { } timeout ? _timer.Now + timeout : TimeSpan.MaxValue;
            if (_pending.TryAdd(received.Callback!.Value, new PendingReply(deadline, null, reply)) && deadline != TimeSpan.MaxValue)
            {
                _timer.WakeBy(deadline);
            }

            PauseOrResume();
        }

        var handler = _node.Router.Route(msg, _delegates);
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
        WriteReply(reply.Callback, reply.Value);
    }

    private void WriteReply(CallbackId callback, EncodedValue value)
    {
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

    /// <summary>A client that lets too many requests wait is not read until handlers catch up.</summary>
    private void PauseOrResume()
    {
        var pause = _pending.Count >= _node.Limits.MaxPendingReplies;
        if (pause == _paused || _writer.Port is not { } port)
        {
            return;
        }

        _paused = pause;
        if (pause)
        {
            port.Pause();
        }
        else
        {
            port.Resume();
        }
    }
}
