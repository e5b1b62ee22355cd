using System.Net.WebSockets;
using Akka.Actor;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <content>
/// Reading: the request's own task, from the attach to the client's close frame.
/// <code>
///   frame --> no room, not complete in time -----> closed 1013
///         --> too big, too deep ------------------> closed 1009
///         --> not the packer's kind of frame ------> closed 1003
///         --> malformed --> dropped; too many -----> closed 1007
///         --> event, request, bad event -----------> the connection, against credit
///         --> ping with a callback --> pong, and --> the connection
/// </code>
/// </content>
internal sealed partial class WebSocketPort
{
    /// <summary>Asks for the connection and serves it; completes when the WebSocket has ended.</summary>
    public async Task RunAsync(RequestInfo request)
    {
        _node.Gateway.Attach(this, _client.Uid, _client.ClientId, _client.Entity, request);
        try
        {
            await _attachAnswered.Task.ConfigureAwait(false);
            if (!await ReadUntilClosingAsync().ConfigureAwait(false))
            {
                await _reader.DrainAsync().ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            _readingFailed = true;
            if (_writer.Fail(failure))
            {
                Abort();
            }

            if (failure is not (WebSocketException or IOException or OperationCanceledException or ObjectDisposedException))
            {
                throw;
            }
        }
        finally
        {
            // The close frame may still be on its way out; the sweep sees to it that this doesn't take for ever.
            await _writer.Ended.ConfigureAwait(false);
            _node.Gateway.Remove(this);
            lock (_lock)
            {
                _gone = true;
            }
        }
    }

    /// <summary>Answers whether the client's close frame came.</summary>
    private async Task<bool> ReadUntilClosingAsync()
    {
        while (_phase == Phase.Open)
        {
            await _credit.WaitAsync().ConfigureAwait(false);
            var incoming = await _reader.ReadAsync().ConfigureAwait(false);
            if (incoming.Type == WebSocketMessageType.Close)
            {
                End(AnswerToClose(), tell: true);
                return true;
            }

            if (_phase == Phase.Open)
            {
                await TakeAsync(incoming).ConfigureAwait(false);
            }
        }

        return false;
    }

    /// <summary>
    /// The client's own code and reason, as Sente answers. Where it gave none it gets 1000: the framework can't send a close frame without a
    /// code, and the number that stands for none in .NET is forbidden on the wire.
    /// </summary>
    private PortClose AnswerToClose() => _socket.CloseStatus is { } status and not WebSocketCloseStatus.Empty
        ? new PortClose((ushort)status, _socket.CloseStatusDescription ?? "")
        : new PortClose((ushort)WebSocketCloseStatus.NormalClosure, "");

    private Task TakeAsync(IncomingMessage incoming)
    {
        if (_settings.BadConnections.Strikes())
        {
            Abort();
            return Task.CompletedTask;
        }

        if (incoming.LacksRoom)
        {
            RefuseIncoming("no room", "this node holds too many unfinished messages");
            return Task.CompletedTask;
        }

        if (incoming.Bytes is not { } bytes)
        {
            Reject(PortClose.TooBig(Invariant($"a message has at most {_settings.Limits.MaxMessageBytes} bytes")));
            return Task.CompletedTask;
        }

        Throttle(bytes.Length);
        if (incoming.Type != _settings.FrameType)
        {
            Reject(PortClose.WrongFrameType($"the packer {_settings.Packer.Name} takes {_settings.FrameType.ToString().ToLowerInvariant()} frames"), misbehaved: false);
            return Task.CompletedTask;
        }

        try
        {
            return HandOnAsync(_settings.Packer.ReadClientMessage(bytes, _settings.Limits), bytes.Length);
        }
        catch (MalformedMessageException error)
        {
            OnMalformed(error);
            return Task.CompletedTask;
        }
    }

    /// <summary>Counts a message; beyond the client's or the user's rate, the next one is left in the socket for a while.</summary>
    private void Throttle(int size)
    {
        var now = Now;
        var wait = _node.Rates.Take(_client.Uid, _client.Key, size, now);
        if (wait.Time > TimeSpan.Zero)
        {
            _credit.ThrottleUntil(now + wait.Time);
            _node.Metrics.Throttled.Add(1, new KeyValuePair<string, object?>("reason", wait.Reason));
            _client.LogOf(_node.ClientLog).ClientThrottled(_client.Uid, wait.Whose, wait.What);
        }
    }

    private Task HandOnAsync(ClientMessage message, int size)
    {
        if (message.Ack is { } ack && ack > _acknowledged && Traits.Extended)
        {
            _acknowledged = ack;
            _connection.Tell(new ClientAck(Number, ack), ActorRefs.NoSender);
        }

        if (message.EventId is not { } id)
        {
            return Task.CompletedTask;
        }

        // Nobody answers a bad event; a ping with a callback is answered here and now, and handed on like any event.
        var callback = message.IsBadEvent ? null : message.Callback;
        var answered = Task.CompletedTask;
        if (callback is { } ping && id == ClientEventIds.Ping)
        {
            var pong = FrameBuffer.Rent();
            _settings.Packer.WritePong(pong, ping);
            answered = _writer.SendAsync(pong);
            callback = null;
        }

        _credit.Take(size);
        _connection.Tell(new ClientEvent(Number, message.IsBadEvent, Event.FromWire(id, message.Data), callback, size), ActorRefs.NoSender);
        return answered;
    }

    private void OnMalformed(MalformedMessageException error)
    {
        _node.Metrics.MalformedMessages.Add(1);
        if (error.Kind != MalformedKind.Malformed)
        {
            Reject(PortClose.TooBig(error.Kind == MalformedKind.TooDeep
                ? Invariant($"a message is nested at most {_settings.Limits.MaxDepth} deep")
                : Invariant($"a message has at most {_settings.Limits.MaxMessageBytes} bytes, cached keys and namespaces written out")));
            return;
        }

        _client.LogOf(_node.ClientLog).MessageDropped(_client.Uid, error.Message);
        _malformed ??= new MalformedMessages(_settings.MalformedPerMinute);
        if (!_malformed.Forgive(Now))
        {
            Reject(PortClose.Malformed(Invariant($"more than {_settings.MalformedPerMinute} malformed messages within a minute")));
        }
    }
}
