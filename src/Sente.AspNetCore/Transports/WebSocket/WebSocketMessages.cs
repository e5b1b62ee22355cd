using System.Net.WebSockets;
using Akka.Actor;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Closes a WebSocket at the request of its <see cref="WebSocketMessages"/>.</summary>
internal interface IWebSocketMessagesOwner
{
    /// <summary>Cuts the WebSocket.</summary>
    void Abort();

    /// <summary>Closes the WebSocket because of what the client sent.</summary>
    /// <param name="close">The code and reason.</param>
    /// <param name="misbehaved">Whether the client exceeded a bound, and is therefore refused for a while when it reconnects.</param>
    void Reject(PortClose close, bool misbehaved = true);

    /// <summary>Closes the WebSocket with 1013 because a message can't be received completely. The client may reconnect.</summary>
    /// <param name="reason">The reason tag of the counter.</param>
    /// <param name="text">The reason in the close frame.</param>
    void RefuseIncoming(string reason, string text);
}

/// <summary>
/// Handles the messages that one WebSocket receives.
/// <code>
///   frame --> no room in the node's budget -----> closed 1013
///         --> too big, too deep ----------------> closed 1009
///         --> not the packer's kind of frame ---> closed 1003
///         --> malformed --> dropped; too many --> closed 1007
///         --> event, request, bad event --------> sent to the connection, counted by the credit
///         --> ping with a callback -------------> answered with a pong, and sent to the connection
/// </code>
/// </summary>
internal sealed class WebSocketMessages(
    SenteNode node,
    PortTraits traits,
    long portNumber,
    TransportSettings settings,
    ClientIdentity client,
    ReadCredit credit,
    WebSocketWriter writer,
    IWebSocketMessagesOwner owner)
{
    private readonly WebSocketMessageType _frameType = WebSocketWriter.FrameTypeOf(client.Packer);
    private MalformedMessages? _malformed;
    private long _acknowledged;

    /// <summary>The connection that events are sent to; set before the first message.</summary>
    public IActorRef Connection { get; set; } = ActorRefs.Nobody;

    /// <summary>Handles one message, which is not a close frame. The task completes when the next one may be read.</summary>
    public Task HandleAsync(IncomingMessage incoming)
    {
        if (settings.BadConnections.Strikes())
        {
            owner.Abort();
            return Task.CompletedTask;
        }

        if (incoming.LacksRoom)
        {
            owner.RefuseIncoming("no room", "this node holds too many unfinished messages");
            return Task.CompletedTask;
        }

        if (incoming.Bytes is not { } bytes)
        {
            owner.Reject(PortClose.TooBig(Invariant($"a message has at most {settings.Limits.MaxMessageBytes} bytes")));
            return Task.CompletedTask;
        }

        Throttle(bytes.Length);
        if (incoming.Type != _frameType)
        {
            owner.Reject(PortClose.WrongFrameType($"the packer {client.Packer.Name} takes {_frameType.ToString().ToLowerInvariant()} frames"), misbehaved: false);
            return Task.CompletedTask;
        }

        try
        {
            return HandleAsync(client.Packer.ReadClientMessage(bytes, settings.Limits), bytes.Length);
        }
        catch (MalformedMessageException error)
        {
            OnMalformed(error);
            return Task.CompletedTask;
        }
    }

    /// <summary>Counts a message against the rates of the client and its user; above a rate, the next message stays in the socket for a while.</summary>
    private void Throttle(int size)
    {
        var now = node.Time.GetElapsedTime(0);
        var wait = node.Rates.Take(client.Uid, client.Key, size, now);
        if (wait.Time > TimeSpan.Zero)
        {
            credit.ThrottleUntil(now + wait.Time);
            node.Metrics.Throttled.Add(1, new KeyValuePair<string, object?>("reason", wait.Reason));
            client.LogOf(node.ClientLog).ClientThrottled(client.Uid, wait.Whose, wait.What);
        }
    }

    private Task HandleAsync(ClientMessage message, int size)
    {
        if (message.Ack is { } ack && ack > _acknowledged && traits.Extended)
        {
            _acknowledged = ack;
            Connection.Tell(new ClientAck(portNumber, ack), ActorRefs.NoSender);
        }

        if (message.EventId is not { } id)
        {
            return Task.CompletedTask;
        }

        // A bad event gets no reply. A ping with a callback is answered here, without a round trip to the connection.
        var callback = message.IsBadEvent ? null : message.Callback;
        var answered = Task.CompletedTask;
        if (callback is { } ping && id == ClientEventIds.Ping)
        {
            var pong = FrameBuffer.Rent();
            client.Packer.WritePong(pong, ping);
            answered = writer.SendAsync(pong);
            callback = null;
        }

        credit.Take(size);
        Connection.Tell(new ClientEvent(portNumber, message.IsBadEvent, Event.FromWire(id, message.Data), callback, size), ActorRefs.NoSender);
        return answered;
    }

    private void OnMalformed(MalformedMessageException error)
    {
        node.Metrics.MalformedMessages.Add(1);
        if (error.Kind != MalformedKind.Malformed)
        {
            owner.Reject(PortClose.TooBig(error.Kind == MalformedKind.TooDeep
                ? Invariant($"a message is nested at most {settings.Limits.MaxDepth} deep")
                : Invariant($"a message has at most {settings.Limits.MaxMessageBytes} bytes, cached keys and namespaces written out")));
            return;
        }

        client.LogOf(node.ClientLog).MessageDropped(client.Uid, error.Message);
        _malformed ??= new MalformedMessages(settings.MaxMalformedPerMinute);
        if (!_malformed.TryCount(node.Time.GetElapsedTime(0)))
        {
            owner.Reject(PortClose.Malformed(Invariant($"more than {settings.MaxMalformedPerMinute} malformed messages within a minute")));
        }
    }
}

/// <summary>
/// Counts the malformed messages of one client. A few within a minute are dropped, because the client's other requests should not fail for them;
/// more are no accident. Keeps no state for a client that sends none.
/// </summary>
internal sealed class MalformedMessages(int maxPerMinute)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private Queue<TimeSpan>? _times;

    /// <summary>Counts a message; returns false when it is one too many.</summary>
    /// <param name="now">The monotonic time.</param>
    public bool TryCount(TimeSpan now)
    {
        _times ??= new Queue<TimeSpan>();
        while (_times.TryPeek(out var oldest) && now - oldest >= Minute)
        {
            _times.Dequeue();
        }

        if (_times.Count >= maxPerMinute)
        {
            return false;
        }

        _times.Enqueue(now);
        return true;
    }
}
