using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The connection of one client (one browser tab), over all its transports: owns the outbox and the requests that wait for replies.
/// <code>
///              Attach                    PortClosed, CloseConnection
///   (new) ----------------> open  ---------------------------> away --- retention over ---> (stopped by its user)
///                            ^  \__ Attach: the newer port       |
///                            |      replaces the current one     |
///                            +------------- Attach --------------+
/// </code>
/// A port that is replaced is closed, or stays open as one of <see cref="OlderPorts"/>. Acks count from the current port only. A
/// <see cref="PortClosed"/> of a port that was replaced and closed is ignored: the attach of the newer port may overtake it.
/// </summary>
internal sealed class ConnectionActor : UntypedActor
{
    private static readonly TimeSpan ExpiryRetry = TimeSpan.FromSeconds(1);

    private readonly ConnectionServices _services;
    private readonly NodeServices _node;
    private readonly ConnectedClient _client;
    private readonly EventQueue _queue;
    private readonly ConnectionWriter _writer;
    private readonly WriteSchedule _schedule;
    private readonly PushIntake _intake;
    private readonly OlderPorts _older;
    private readonly ClientRequests _requests;
    private readonly DeadlineTimer _timer;
    private readonly Action<string> _dropped;
    private TimeSpan _retainedUntil = TimeSpan.MaxValue;
    private TimeSpan _presentUntil = TimeSpan.MaxValue;
    private TimeSpan _closeOlderAt = TimeSpan.MaxValue;
    private TransportKind? _presence;
    private TransportKind? _lastHandshakeKind;
    private long _messagesReceived;
    private long _attaches;

    public ConnectionActor(ConnectionServices services, string uid, string clientId, string entity)
    {
        _services = services;
        _node = services.Node;
        _client = new ConnectedClient(uid, clientId, entity, _node.ClientLog);
        _queue = services.Queues.Enter(uid, _client.QueueKey);
        _writer = new ConnectionWriter(_node.Limits, _node.Outboxes, _node.Metrics);
        _schedule = new WriteSchedule(_node.Limits);
        _intake = new PushIntake(_writer, _node, _client);
        _older = new OlderPorts(_node.Limits);
        _requests = new ClientRequests(_writer, _older, _node.Limits);
        _timer = new DeadlineTimer(_node.Time, Self);
        _dropped = EventDropped;
    }

    private static bool MoreMessagesWait => ((ActorCell)Context).HasMessages;

    public static Props Props(ConnectionServices services, string uid, string clientId, string entity) =>
        Akka.Actor.Props.Create(() => new ConnectionActor(services, uid, clientId, entity));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClientEvent clientEvent:
                OnClientEvent(clientEvent);
                break;
            case HandlerReply reply:
                OnHandlerReply(reply);
                break;
            case Deliver deliver:
                _messagesReceived++;
                OnDeliver(deliver);
                break;
            case PortWritten written when IsCurrent(written.Port):
                _writer.Written(_timer.Now);
                WriteNow();
                break;
            case WriteQueued:
                _schedule.TakeQueued();
                WriteNow();
                break;
            case Attach attach:
                _messagesReceived++;
                _attaches++;
                OnAttach(attach);
                break;
            case ClientAck ack when IsCurrent(ack.Port):
                _writer.Acknowledge(ack.UpTo);
                break;
            case PortClosed closed when IsCurrent(closed.Port):
                OnPortClosed(closed);
                break;
            case PortWritten { Port: var number }:
                _older.Find(number)?.Written(_dropped);
                break;
            case PortClosed { Port: var number, Misbehaved: var misbehaved } when _older.Find(number) is { } older:
                _older.Remove(older);
                ReportMisbehaved(misbehaved);
                break;
            case PortClosed or ClientAck:
                break;
            case PostedEvent posted:
                _messagesReceived++;
                _services.PostedEvents.Route(posted);
                break;
            case CloseConnection close:
                _messagesReceived++;
                ClosePort(close.Close);
                break;
            case DeadlinePassed:
                OnDeadline();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _timer.Stop();
        _services.Queues.Leave(_client.Uid, _client.QueueKey);
        if (_writer.Outbox.Count > 0)
        {
            _node.Metrics.EventsDropped.Add(_writer.Outbox.Count);
            _client.Log.RetentionEnded(_client.Uid, _writer.Outbox.Count);
        }

        var moving = PortClose.TryLater("this user's connections are moving; come back");
        _older.CloseAll(moving);
        _writer.Port?.Close(moving);
        _writer.Port?.Detached();
        _writer.Clear(new PushRefusal(_client.ClientId, PushRefusalReason.ConnectionEnded, "The connection ended."));
        _requests.GiveUpAll();
    }

    private bool IsCurrent(long port) => _writer.Port is { } current && current.Number == port;

    private void OnAttach(Attach attach)
    {
        if (!_node.Packers.TryGetValue(attach.Traits.Packer, out var packer))
        {
            _client.Log.UnknownPacker(_client.Uid, attach.Traits.Packer);
            _services.Ports.Find(attach)?.Refused(PortClose.TryLater($"this node does not know the packer {attach.Traits.Packer}"));
            return;
        }

        if (_services.Ports.Find(attach) is not { } port)
        {
            // The transport ended while its attach was on its way. It had no connection then that it could have reported its end to.
            if (_writer.Port is null)
            {
                BecomeAway(attach.Traits);
            }

            return;
        }

        if (_writer.Port is { } current && !TryReplace(current, port))
        {
            return;
        }

        // A poll without handshake? is still answered with a handshake when the client did not poll before (docs/protocol.md, "Polls"), or when a
        // client with the extension does not show this connection's session.
        var resumes = attach.Traits.Extended && _writer.AcceptsSession(attach.Traits.Session);
        var handshake = attach.Traits.Handshake || _lastHandshakeKind != attach.Traits.Kind || (attach.Traits.Extended && !resumes);
        _lastHandshakeKind = attach.Traits.Kind;
        if (handshake && !resumes && !_client.IsProven)
        {
            // The sender of this client-id may not be the client that had it before: what waits for that client is dropped, not sent.
            _intake.BeginAnew("A client without a user began anew.");
            _requests.GiveUpNewest();
        }

        _client.Request = attach.Request;
        if (port.Traits.Kind == TransportKind.WebSocket || !handshake)
        {
            // A polling client counts as connected from its first held poll; the poll that fetches the handshake is not held (docs/protocol.md,
            // "Users, clients and presence").
            SetPresence(port.Traits.Kind);
        }

        _presentUntil = TimeSpan.MaxValue;
        _retainedUntil = TimeSpan.MaxValue;
        _closeOlderAt = TimeSpan.MaxValue;
        _schedule.Clear();
        _node.Metrics.LateReplies.Add(_writer.Attach(port, packer, handshake, _timer.Now));
        port.Attached(Self, handshake ? _writer.BeginSession() : null);
        _requests.TransportAttached();
        WriteNow();
    }

    /// <summary>Closes or releases the current port for a newer one, or refuses the newer one by the rules of <see cref="OlderPorts"/>.</summary>
    /// <returns>Whether the newer port may be attached.</returns>
    private bool TryReplace(Port current, Port newer)
    {
        if (_writer.IsAnsweredPoll)
        {
            // The current port is a poll that was answered; the next poll has overtaken the report of its end.
            return true;
        }

        if (current.Traits.Extended)
        {
            // A newer port that shows the session is the same client's; another tab with a copied client-id shows no session, or its own.
            current.Close(_writer.AcceptsSession(newer.Traits.Session) ? PortClose.Replaced : PortClose.ClientIdInUse);
            return true;
        }

        switch (_older.DecideReplacement(_timer.Now))
        {
            case Replacement.RefuseNewer:
                _node.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", "client-id in use"));
                _client.Log.ClientIdInUse(_client.Uid, _older.Count + 1);
                newer.Refused(PortClose.TryLater(PortClose.ClientIdInUse.Reason));
                return false;
            case Replacement.StayOpen:
                _older.Add(_writer.Release(_client.Request));
                return true;
            default:
                current.Close(PortClose.Replaced);
                return true;
        }
    }

    private void OnDeliver(Deliver deliver)
    {
        switch (_intake.Take(deliver))
        {
            case IntakeResult.Taken:
                Write(_schedule.EventsAdded(
                    _writer.Port!.Traits.SendBuffer, deliver.Flush, _writer.Outbox.UnsentCount, _writer.Outbox.UnsentBytes, MoreMessagesWait, _timer.Now));
                break;
            case IntakeResult.Overflowed:
                CloseSlowClient();
                break;
        }
    }

    private void Write(WriteDecision decision)
    {
        switch (decision)
        {
            case WriteDecision.WriteNow:
                WriteNow();
                break;
            case WriteDecision.WriteAfterWaiting:
                Self.Tell(WriteQueued.Instance);
                break;
            case WriteDecision.WakeWhenDue:
                _timer.WakeBy(_schedule.Due);
                break;
        }
    }

    /// <summary>Writes the replies and events that wait, those in a send buffer included.</summary>
    private void WriteNow()
    {
        _schedule.Clear();
        WriteReplies();
    }

    /// <summary>Writes the replies that wait, and the events unless a send buffer still gathers them.</summary>
    private void WriteReplies()
    {
        if (_writer.Write(events: _schedule.Due == TimeSpan.MaxValue, _timer.Now, _dropped) is { } pausedUntil)
        {
            _schedule.PauseUntil(pausedUntil);
            _timer.WakeBy(pausedUntil);
        }
    }

    private void OnClientEvent(ClientEvent received)
    {
        // A malformed event goes to a handler without a reply. A forged event, whose id only the server may send, is answered here.
        Reply? reply = received is { IsBad: false, Callback: { } callback } ? new ConnectionReply(Self, callback) : null;
        var older = _older.Find(received.Port);
        var source = IsCurrent(received.Port) ? _writer.Port : older?.Port;
        var msg = new LocalEventMsg(
            received.Event, _client.Uid, _client.ClientId, older?.Request ?? _client.Request, reply, source, received.Size, _services.Users, _client.Entity);
        if (!received.IsBad && ClientEventIds.IsForged(received.Event.Id))
        {
            _node.Metrics.ForgedEvents.Add(1);
            _client.Log.ForgedEvent(_client.Uid, received.Event.Id);
            msg.Complete();
            if (received.Callback is { } forged)
            {
                WriteReply(received.Port, forged, ReplyContent.Failure);
            }

            return;
        }

        if (received.Event.Id == ClientEventIds.Pong && IsCurrent(received.Port) && _writer.Ponged())
        {
            WriteNow();
        }

        if (reply is not null && _requests.Add(received.Callback!.Value, reply, received.Port, _timer.Now) is var deadline && deadline != TimeSpan.MaxValue)
        {
            _timer.WakeBy(deadline);
        }

        var handler = _services.Router.Route(msg, _queue);
        if (reply is not null)
        {
            _requests.SetHandler(received.Callback!.Value, handler);
        }
    }

    private void OnHandlerReply(HandlerReply reply)
    {
        if (_requests.TryTake(reply.Callback, out var request))
        {
            WriteReply(request.Port, reply.Callback, reply.Content.Bounded(_node.Limits.MaxPushSize, _dropped));
        }
        else
        {
            _node.Metrics.LateReplies.Add(1);
        }
    }

    /// <summary>Writes a reply to the older port that the request came by, if that is still open, and to the current port otherwise.</summary>
    private void WriteReply(long port, CallbackId callback, ReplyContent content)
    {
        if (_older.Find(port) is { } older)
        {
            WriteReply(older, callback, content);
            return;
        }

        if (_writer.Port is not null && !_writer.CarriesReplies)
        {
            _node.Metrics.LateReplies.Add(1);
            return;
        }

        if (_writer.ReplyBytes + content.Size > _node.Limits.MaxOutboxBytes)
        {
            _intake.Overflow();
            CloseSlowClient();
            return;
        }

        _writer.Reply(callback, content);
        WriteReplies();
    }

    private void WriteReply(OlderPort older, CallbackId callback, ReplyContent content)
    {
        if (older.ReplyBytes + content.Size > _node.Limits.MaxOutboxBytes)
        {
            older.Port.Close(PortClose.TryLater("too slow: too many replies wait"));
            _older.Remove(older);
            ReportMisbehaved(true);
            return;
        }

        older.Reply(callback, content, _dropped);
    }

    /// <summary>Closes the port of a client whose outbox was emptied, so that the client learns that events were lost.</summary>
    private void CloseSlowClient()
    {
        if (_writer.Port is not null)
        {
            ReportMisbehaved(true);
            ClosePort(PortClose.TryLater("too slow: the outbox is full"));
        }
    }

    private void EventDropped(string error)
    {
        _node.Metrics.EventsDropped.Add(1);
        _client.Log.EventDropped(_client.Uid, error);
    }

    private void OnPortClosed(PortClosed closed)
    {
        ReportMisbehaved(closed.Misbehaved);
        BecomeAway(_writer.Port!.Traits);
    }

    private void ReportMisbehaved(bool misbehaved)
    {
        if (misbehaved)
        {
            Context.Parent.Tell(new ClientMisbehaved(_client.ClientId));
        }
    }

    private void ClosePort(PortClose close)
    {
        _older.CloseAll(close);
        if (_writer.Port is { } port)
        {
            port.Close(close);
            _lastHandshakeKind = null;
            BecomeAway(port.Traits);
        }
    }

    /// <summary>Detaches the current port: the client is away. Closes its older ports, and starts the retention and the grace of its presence.</summary>
    /// <param name="traits">The traits of the transport that ended.</param>
    private void BecomeAway(PortTraits traits)
    {
        var grace = _writer.Port?.Traits.CloseGrace ?? TimeSpan.Zero;
        var now = _timer.Now;
        if (traits.Kind == TransportKind.WebSocket)
        {
            _older.CloseAll(PortClose.Replaced);
        }
        else if (_older.Count > 0)
        {
            // A polling client polls again at once. Its older ports are closed only if it does not poll within the grace.
            _closeOlderAt = now + grace;
            _timer.WakeBy(_closeOlderAt);
        }

        _writer.Detach();
        if (!_intake.BecomeAway(traits))
        {
            _requests.GiveUpNewest();
        }

        _schedule.Clear();
        _presentUntil = _presence is null ? TimeSpan.MaxValue : now + grace;
        var retention = _intake.Away.Time;
        _retainedUntil = now + (retention > grace ? retention : grace);
        _timer.WakeBy(_presentUntil < _retainedUntil ? _presentUntil : _retainedUntil);
        Context.Parent.Tell(new ConnectionAway(_client.ClientId, _attaches, traits.Kind == TransportKind.Ajax ? traits.CloseGrace : TimeSpan.Zero));
    }

    private void SetPresence(TransportKind? kind)
    {
        if (_presence != kind)
        {
            _presence = kind;
            Context.Parent.Tell(new ConnectionPresence(_client.ClientId, kind, _client.Request));
        }
    }

    private void OnDeadline()
    {
        _timer.Woken();
        var now = _timer.Now;
        foreach (var (callback, request) in _requests.TakeExpired(now))
        {
            _node.Metrics.TimedOutReplies.Add(1);
            _node.Logger.ReplyTimedOut(_client.Uid);
            WriteReply(request.Port, callback, ReplyContent.Timeout);
        }

        if (now >= _schedule.Due)
        {
            WriteNow();
        }

        if (now >= _closeOlderAt)
        {
            _closeOlderAt = TimeSpan.MaxValue;
            _older.CloseAll(PortClose.Replaced);
        }

        if (now >= _presentUntil)
        {
            _presentUntil = TimeSpan.MaxValue;
            SetPresence(null);
        }

        if (now >= _retainedUntil)
        {
            Expire();
        }

        WakeForNext();
    }

    private void Expire()
    {
        // The user actor ignores this if it has sent another message in the meantime: then this connection reports again later.
        Context.Parent.Tell(new ConnectionExpired(_client.ClientId, _messagesReceived));
        _retainedUntil = _timer.Now + ExpiryRetry;
    }

    private void WakeForNext()
    {
        var next = Earlier(Earlier(_requests.NextDeadline, _schedule.Due), Earlier(Earlier(_retainedUntil, _presentUntil), _closeOlderAt));
        if (next != TimeSpan.MaxValue)
        {
            _timer.WakeBy(next);
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>To itself: write now, since the messages that waited when this was sent have been handled.</summary>
    private sealed class WriteQueued : INoSerializationVerificationNeeded
    {
        public static readonly WriteQueued Instance = new();
    }
}
