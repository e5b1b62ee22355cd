using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// One client of a user (one browser tab), over as many transports as it takes: owns its outbox and the requests that wait for replies.
/// <code>
///              Attach                    PortClosed, Close
///   (new) ----------------> open  ---------------------------> away --- retention over ---> (stopped by its user)
///                            ^  \__ Attach: the newer port goes  |
///                            |      on; see OlderPorts           |
///                            +------------- Attach --------------+
/// </code>
/// Reports of any port but the current one are ignored: a new request may overtake the old one's close.
/// </summary>
internal sealed partial class ConnectionActor : UntypedActor
{
    private static readonly TimeSpan ExpiryRetry = TimeSpan.FromSeconds(1);

    private readonly ConnectionServices _services;
    private readonly NodeServices _node;
    private readonly string _uid;
    private readonly string _clientId;
    private readonly string _entity;
    private readonly ConnectionWriter _writer;
    private readonly PendingReplies _pending = new();
    private readonly OlderPorts _older;
    private readonly EventQueue _delegates;
    private readonly DeadlineTimer _timer;
    private readonly Action<string> _dropped;
    private RequestInfo _request = RequestInfo.Empty;
    private TimeSpan _retainedUntil = TimeSpan.MaxValue;
    private TimeSpan _presentUntil = TimeSpan.MaxValue;
    private TimeSpan _gatheringUntil = TimeSpan.MaxValue;
    private TimeSpan _closeOlderAt = TimeSpan.MaxValue;
    private TransportKind? _presence;
    private TransportKind? _greetedAs;
    private PortTraits? _left;
    private bool _writeQueued;
    private bool _paused;
    private bool _refusing;
    private long _seen;
    private long _attaches;

    public ConnectionActor(ConnectionServices services, string uid, string clientId, string entity)
    {
        _services = services;
        _node = services.Node;
        _uid = uid;
        _clientId = clientId;
        _entity = entity;
        _delegates = services.Queues.Enter(uid, EntityIds.ClientKey(uid, clientId, entity));
        _writer = new ConnectionWriter(_node.Limits, _node.Outboxes, _node.Metrics);
        _older = new OlderPorts(_node.Limits);
        _timer = new DeadlineTimer(Context.System.Scheduler, _node.Time, Self);
        _dropped = EventDropped;
    }

    private ILogger ClientLog => _node.ClientLog.Of(_uid, _clientId, _request.RemoteAddress);

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
                _seen++;
                OnDeliver(deliver);
                break;
            case PortWritten written when IsCurrent(written.Port):
                _writer.Written(_timer.Now);
                WriteNow();
                break;
            case WriteQueued:
                _writeQueued = false;
                WriteNow();
                break;
            case Attach attach:
                _seen++;
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
                _seen++;
                _services.PostedEvents.Route(posted);
                break;
            case CloseConnection close:
                _seen++;
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
        _services.Queues.Leave(_uid, EntityIds.ClientKey(_uid, _clientId, _entity));
        if (_writer.Outbox.Count > 0)
        {
            _node.Metrics.EventsDropped.Add(_writer.Outbox.Count);
            ClientLog.RetentionEnded(_uid, _writer.Outbox.Count);
        }

        var moving = PortClose.TryLater("this user's connections are moving; come back");
        _older.CloseAll(moving);
        _writer.Port?.Close(moving);
        _writer.Port?.Detached();
        _writer.Clear(new PushRefusal(_clientId, PushRefusalReason.ConnectionEnded, "The connection ended."));
        foreach (var pending in _pending.TakeAll())
        {
            pending.Handler?.Untrack(pending.Reply);
        }
    }

    private bool IsCurrent(long port) => _writer.Port is { } current && current.Number == port;

    private void OnAttach(Attach attach)
    {
        if (!_node.Packers.TryGetValue(attach.Traits.Packer, out var packer))
        {
            ClientLog.UnknownPacker(_uid, attach.Traits.Packer);
            _services.Ports.Find(attach)?.Refused(PortClose.TryLater($"this node does not know the packer {attach.Traits.Packer}"));
            return;
        }

        if (_services.Ports.Find(attach) is not { } port)
        {
            // It ended before it got here, and knew nobody to tell.
            if (_writer.Port is null)
            {
                Leave(attach.Traits);
            }

            return;
        }

        if (_writer.Port is { } current && !TryReplace(current, port))
        {
            return;
        }

        // A poll without handshake? of a client that is not known as a poller is answered with one all the same (docs/protocol.md, "Polls"); so
        // is one that should have a session and names another.
        var resumes = attach.Traits.Extended && _writer.Proves(attach.Traits.Session);
        var handshake = attach.Traits.Handshake || _greetedAs != attach.Traits.Kind || (attach.Traits.Extended && !resumes);
        _greetedAs = attach.Traits.Kind;
        if (handshake && !resumes && !EntityIds.IsProven(_entity))
        {
            // A client-id alone proves nothing: what waits for a client without a user is not given to everyone who names it.
            BeginAnew("A client without a user began anew.");
        }

        _request = attach.Request;
        if (port.Traits.Kind == TransportKind.WebSocket || !handshake)
        {
            // A poller counts as connected from its first held poll, which the handshake's answer isn't (docs/protocol.md, "Users, clients and presence").
            SayPresence(port.Traits.Kind);
        }

        _presentUntil = TimeSpan.MaxValue;
        _retainedUntil = TimeSpan.MaxValue;
        _closeOlderAt = TimeSpan.MaxValue;
        _gatheringUntil = TimeSpan.MaxValue;
        _node.Metrics.LateReplies.Add(_writer.Attach(port, packer, handshake, _timer.Now));
        port.Attached(Self, handshake ? _writer.BeginSession() : null);
        _paused = false;
        PauseOrResume();
        WriteNow();
    }

    /// <summary>Makes way for a newer port; see <see cref="OlderPorts"/>.</summary>
    private bool TryReplace(Port current, Port newer)
    {
        if (_writer.IsSpent)
        {
            // The next poll overtook the report that the last one is over.
            return true;
        }

        if (current.Traits.Extended)
        {
            // Who shows the session is the client itself on another transport; another tab has none, or its own.
            current.Close(_writer.Proves(newer.Traits.Session) ? PortClose.Replaced : PortClose.ClientIdInUse);
            return true;
        }

        switch (_older.Replace(_timer.Now))
        {
            case Replacement.RefuseNewer:
                _node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", "client-id in use"));
                ClientLog.ClientIdInUse(_uid, _older.Count + 1);
                newer.Refused(PortClose.TryLater(PortClose.ClientIdInUse.Reason));
                return false;
            case Replacement.StayOpen:
                _older.Add(_writer.Release(_request));
                return true;
            default:
                current.Close(PortClose.Replaced);
                return true;
        }
    }

    private void OnPortClosed(PortClosed closed)
    {
        ReportMisbehaved(closed.Misbehaved);
        Leave(_writer.Port!.Traits);
    }

    private void ReportMisbehaved(bool misbehaved)
    {
        if (misbehaved)
        {
            Context.Parent.Tell(new ClientMisbehaved(_clientId));
        }
    }

    private void ClosePort(PortClose close)
    {
        _older.CloseAll(close);
        if (_writer.Port is { } port)
        {
            port.Close(close);
            _greetedAs = null;
            Leave(port.Traits);
        }
    }

    /// <summary>The client is away: what it can claim waits until retention is over.</summary>
    private void Leave(PortTraits traits)
    {
        var grace = _writer.Port?.Traits.CloseGrace ?? TimeSpan.Zero;
        var now = _timer.Now;
        if (traits.Kind == TransportKind.WebSocket)
        {
            _older.CloseAll(PortClose.Replaced);
        }
        else if (_older.Count > 0)
        {
            // A poller comes back at once; only when it doesn't has it left.
            _closeOlderAt = now + grace;
            _timer.WakeBy(_closeOlderAt);
        }

        _left = traits;
        _writer.Detach();
        KeepWhileAway();
        _gatheringUntil = TimeSpan.MaxValue;
        _presentUntil = _presence is null ? TimeSpan.MaxValue : now + grace;
        var retention = Away.Time;
        _retainedUntil = now + (retention > grace ? retention : grace);
        _timer.WakeBy(_presentUntil < _retainedUntil ? _presentUntil : _retainedUntil);
        Context.Parent.Tell(new ConnectionAway(_clientId, _attaches, traits.Kind == TransportKind.Ajax ? traits.CloseGrace : TimeSpan.Zero));
    }

    private void SayPresence(TransportKind? kind)
    {
        if (_presence != kind)
        {
            _presence = kind;
            Context.Parent.Tell(new ConnectionPresence(_clientId, kind, _request));
        }
    }

    private void OnDeadline()
    {
        _timer.Woken();
        var now = _timer.Now;
        foreach (var (callback, pending) in _pending.TakeExpired(now))
        {
            pending.Handler?.Untrack(pending.Reply);
            _node.Metrics.TimedOutReplies.Add(1);
            _node.Logger.ReplyTimedOut(_uid);
            WriteReply(pending.Port, callback, ReplyValues.Timeout);
        }

        PauseOrResume();
        if (now >= _gatheringUntil)
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
            SayPresence(null);
        }

        if (now >= _retainedUntil)
        {
            Expire();
        }

        WakeForNext();
    }

    private void Expire()
    {
        Context.Parent.Tell(new ConnectionExpired(_clientId, _seen));

        // Ignored if the user actor has sent something in the meantime; then this connection tries again.
        _retainedUntil = _timer.Now + ExpiryRetry;
    }

    private void WakeForNext()
    {
        var next = _pending.NextDeadline() ?? TimeSpan.MaxValue;
        next = _gatheringUntil < next ? _gatheringUntil : next;
        next = _retainedUntil < next ? _retainedUntil : next;
        next = _presentUntil < next ? _presentUntil : next;
        next = _closeOlderAt < next ? _closeOlderAt : next;
        if (next != TimeSpan.MaxValue)
        {
            _timer.WakeBy(next);
        }
    }

    /// <summary>To itself: what had come before is taken in, now write.</summary>
    private sealed class WriteQueued : INoSerializationVerificationNeeded
    {
        public static readonly WriteQueued Instance = new();
    }
}
