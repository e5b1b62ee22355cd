using Akka.Actor;
using Akka.Cluster.Sharding;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// One user (or one anonymous client), wherever in the cluster the shard lives: owner of the user's connections.
/// <code>
///   (push to nobody) --> answers 0 --\
///   Attach --> connections ... --> none left, no refusal to remember --> Passivate --> stopping --> StopUser --> (gone)
/// </code>
/// While it is stopping, a push is answered 0 in place: the user has no connection, and the next life would say the same. An attach goes
/// back through the region to that next life; ports send nothing before they are attached, so nothing is reordered.
/// </summary>
internal sealed class UserActor : UntypedActor
{
    private readonly UserServices _services;
    private readonly NodeServices _node;
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private readonly MisbehavedClients _misbehaved;
    private readonly DeadlineTimer _timer;
    private string _uid = "";
    private string _entity = "";
    private int _ws;
    private int _ajax;
    private bool _stopping;

    public UserActor(UserServices services)
    {
        _services = services;
        _node = services.Node;
        _misbehaved = new MisbehavedClients(_node.Limits);
        _timer = new DeadlineTimer(Context.System.Scheduler, _node.Time, Self);
    }

    public static Props Props(UserServices services) => Akka.Actor.Props.Create(() => new UserActor(services));

    protected override SupervisorStrategy SupervisorStrategy() => new EndingTheConnection(this);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Push push:
                OnPush(push.Events, push.ClientId, push.Flush, push.WantsResult);
                break;
            case Attach attach:
                OnAttach(attach);
                break;
            case ConnectionAway away:
                OnAway(away);
                break;
            case ConnectionExpired expired:
                OnExpired(expired);
                break;
            case ClientMisbehaved misbehaved:
                OnMisbehaved(misbehaved.ClientId);
                break;
            case ConnectionPresence presence:
                OnPresence(presence);
                break;
            case PostedEvent posted:
                OnPosted(posted);
                break;
            case AskPresence:
                Sender.Tell(new PresenceAnswer(_ws + _ajax > 0));
                PassivateIfDone();
                break;
            case DeliverToAll all:
                OnPush(all.Events, null, all.Flush, all.WantsResult);
                break;
            case CloseEntity close:
                OnClose(close);
                break;
            case Terminated:
                PassivateIfDone();
                break;
            case DeadlinePassed:
                _timer.Woken();
                PassivateIfDone();
                break;
            case StopUser:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _timer.Stop();
        foreach (var (clientId, connection) in _connections)
        {
            Forget(clientId, connection);
        }
    }

    private void OnPush(IReadOnlyList<EncodedValue> events, string? toClient, bool flush, bool wantsResult)
    {
        var reached = toClient is null ? _connections.Count : _connections.ContainsKey(toClient) ? 1 : 0;
        if (reached == 0)
        {
            if (wantsResult)
            {
                Sender.Tell(PushResult.None);
            }

            PassivateIfDone();
            return;
        }

        var deliver = new Deliver(events, flush, wantsResult ? new PushTracker(reached, Sender) : null);
        foreach (var (clientId, connection) in _connections)
        {
            if (toClient is null || toClient == clientId)
            {
                connection.Tell(deliver);
            }
        }
    }

    private void OnAttach(Attach attach)
    {
        if (_stopping)
        {
            _services.Users.Tell(attach, ActorRefs.NoSender);
            return;
        }

        _uid = attach.Uid;
        _entity = attach.EntityId;
        if (_services.Bans.IsBanned(attach.Uid, out var wait) || IsRefused(attach.ClientId, attach.Request, out wait))
        {
            Refuse(attach, Invariant($"refused for another {Math.Ceiling(wait.TotalSeconds)} s"));
            return;
        }

        if (!_connections.TryGetValue(attach.ClientId, out var connection))
        {
            if (!TryMakeRoom(out var gone))
            {
                _node.ClientLog.Of(_uid, attach.ClientId, attach.Request.RemoteAddress).TooManyConnections(_uid, _connections.Count);
                Refuse(attach, "too many connections");
                return;
            }

            var child = Context.ActorOf(ConnectionActor.Props(_services.Connections, attach.Uid, attach.ClientId, attach.EntityId));
            connection = new Connection(Context.Watch(child));
            _connections.Add(attach.ClientId, connection);
            _services.LocalUsers[Self] = _uid == Uid.Nil;
            if (gone is { Presence: not null })
            {
                // The newer client counts before the older one no longer does, so that the user doesn't seem to go and come.
                SetPresence(attach.ClientId, connection, attach.Traits.Kind, attach.Request);
                SetPresence(attach.ClientId, gone, null, gone.Request);
            }
        }

        connection.Attach(attach);
    }

    private void OnMisbehaved(string clientId)
    {
        if (EntityIds.IsShortLived(_entity))
        {
            _services.MisbehavedClients.Refuse(AddressKey(clientId, _connections.TryGetValue(clientId, out var connection) ? connection.Address : null), _timer.Now);
        }
        else
        {
            _misbehaved.Refuse(clientId, _timer.Now);
        }
    }

    /// <summary>A client that is known by nothing lasting is remembered by its address too, or it could name another and get it refused.</summary>
    private bool IsRefused(string clientId, RequestInfo request, out TimeSpan wait) => EntityIds.IsShortLived(_entity)
        ? _services.MisbehavedClients.IsRefused(AddressKey(clientId, request.RemoteAddress), _timer.Now, out wait)
        : _misbehaved.IsRefused(clientId, _timer.Now, out wait);

    private static string AddressKey(string clientId, string? address) => $"{address} {clientId}";

    /// <summary>Where all places are taken, the client that has been away for longest gives its place to one that is here.</summary>
    private bool TryMakeRoom(out Connection? gone)
    {
        gone = null;
        if (_connections.Count < _node.Limits.MaxConnectionsPerUser)
        {
            return true;
        }

        var now = _timer.Now;
        string? longest = null;
        foreach (var (clientId, connection) in _connections)
        {
            if (connection.AwaySince is { } since && since <= now && (gone is null || since < gone.AwaySince))
            {
                (longest, gone) = (clientId, connection);
            }
        }

        if (gone is null)
        {
            return false;
        }

        _connections.Remove(longest!);
        Context.Unwatch(gone.Actor);
        Context.Stop(gone.Actor);
        return true;
    }

    /// <summary>A POST is routed beside the client's other events where there is a connection, and by itself where there is none.</summary>
    private void OnPosted(PostedEvent posted)
    {
        if (_connections.TryGetValue(posted.ClientId, out var connection))
        {
            connection.Tell(posted);
            return;
        }

        _services.PostedEvents.Route(posted);
        PassivateIfDone();
    }

    private void OnPresence(ConnectionPresence presence)
    {
        if (SenderOf(presence.ClientId) is { } connection)
        {
            SetPresence(presence.ClientId, connection, presence.Kind, presence.Request);
        }
    }

    private void SetPresence(string clientId, Connection connection, TransportKind? kind, RequestInfo request)
    {
        var before = (_ws > 0, _ajax > 0);
        Count(connection.Presence, -1);
        Count(kind, +1);
        connection.Presence = kind;
        connection.Request = request;
        if (before != (_ws > 0, _ajax > 0))
        {
            _services.Presence.Tell(new UserPresence(_entity, _uid, _ws > 0, _ajax > 0, clientId, request), ActorRefs.NoSender);
        }
    }

    private void Count(TransportKind? kind, int change)
    {
        _ws += kind == TransportKind.WebSocket ? change : 0;
        _ajax += kind == TransportKind.Ajax ? change : 0;
    }

    /// <summary>Forgets a connection, and that it was present.</summary>
    private void Forget(string clientId, Connection connection)
    {
        SetPresence(clientId, connection, null, connection.Request);
        _connections.Remove(clientId);
        if (_connections.Count == 0)
        {
            _services.LocalUsers.TryRemove(Self, out _);
        }
    }

    private void Refuse(Attach attach, string reason)
    {
        _node.Metrics.Refusals.Add(1);
        _services.Ports.Find(attach)?.Refused(PortClose.TryLater(reason));
        PassivateIfDone();
    }

    private void OnClose(CloseEntity close)
    {
        if (_connections.Count > 0)
        {
            _node.Logger.UserClosed(_uid);
        }

        if (close.RefuseFor is { } time)
        {
            // Not kept here: this actor may be stopping, and its next life must refuse too. The other nodes learn it from the one that was told.
            _services.Bans.Take(EntityIds.UidOf(close.EntityId), time, replace: true);
        }

        var closeConnection = new CloseConnection(PortClose.ByApp);
        foreach (var connection in _connections.Values)
        {
            connection.Tell(closeConnection);
        }

        PassivateIfDone();
    }

    private void OnAway(ConnectionAway away)
    {
        if (SenderOf(away.ClientId) is { } connection && connection.Attaches == away.Attaches)
        {
            connection.AwaySince = _timer.Now + away.Grace;
        }
    }

    /// <summary>The connection that reports, if it is still its client's: one that gave way may have been about to.</summary>
    private Connection? SenderOf(string clientId) =>
        _connections.TryGetValue(clientId, out var connection) && connection.Actor.Equals(Sender) ? connection : null;

    /// <summary>A connection's retention is over. Not so if something was sent to it that it had not seen when it said so.</summary>
    private void OnExpired(ConnectionExpired expired)
    {
        if (SenderOf(expired.ClientId) is { } connection && connection.MessagesSent == expired.MessagesReceived)
        {
            Forget(expired.ClientId, connection);
            Context.Unwatch(connection.Actor);
            Context.Stop(connection.Actor);
            PassivateIfDone();
        }
    }

    private void OnFailed(IActorRef actor, Exception failure)
    {
        _node.Logger.ConnectionFailed(failure, _uid);
        foreach (var (clientId, connection) in _connections)
        {
            if (connection.Actor.Equals(actor))
            {
                Forget(clientId, connection);
            }
        }
    }

    private void PassivateIfDone()
    {
        if (_stopping || _connections.Count > 0)
        {
            return;
        }

        if (_misbehaved.ForgottenAt(_timer.Now) is { } forgotten)
        {
            _timer.WakeBy(forgotten);
            return;
        }

        _stopping = true;
        Context.Parent.Tell(new Passivate(StopUser.Instance));
    }

    /// <summary>
    /// What a failed connection knew can't be trusted: it ends, its port closes, and the client comes back to a new one. Forgotten before
    /// it has ended: that client's next attach must not go to it. Akka's own log line is off: one is enough.
    /// </summary>
    private sealed class EndingTheConnection(UserActor user) : OneForOneStrategy(_ => Directive.Stop, loggingEnabled: false)
    {
        protected override Directive Handle(IActorRef child, Exception exception)
        {
            user.OnFailed(child, exception);
            return base.Handle(child, exception);
        }
    }

    /// <summary>A connection, and how many messages it has been told.</summary>
    private sealed class Connection(IActorRef actor)
    {
        public IActorRef Actor { get; } = actor;

        public long MessagesSent { get; private set; }

        public TransportKind? Presence { get; set; }

        public RequestInfo Request { get; set; } = RequestInfo.Empty;

        /// <summary>How many attaches it has received.</summary>
        public long Attaches { get; private set; }

        /// <summary>Since when its client is away, which for one between two polls lies ahead; null while it is connected.</summary>
        public TimeSpan? AwaySince { get; set; }

        /// <summary>The address of the client's last transport.</summary>
        public string? Address { get; private set; }

        public void Attach(Attach attach)
        {
            Address = attach.Request.RemoteAddress;
            AwaySince = null;
            Attaches++;
            Tell(attach);
        }

        public void Tell(object message)
        {
            MessagesSent++;
            Actor.Tell(message);
        }
    }
}
