using Akka.Actor;
using Akka.Cluster.Sharding;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The entity of one user, or of one anonymous client, on the node where its shard lives: owns the connections.
/// <code>
///   push without a connection --> PushResult.None --\
///   Attach --> connections ... --> no connection left, no misbehaved client to remember --> Passivate --> stopping --> StopUser --> (gone)
/// </code>
/// While it is stopping, it still answers pushes itself: the user has no connection, and a new actor for the user would give the same answer.
/// It sends an attach back through the region, which starts that new actor; a port sends nothing before it is attached, so no message
/// overtakes another.
/// </summary>
internal sealed class UserActor : UntypedActor
{
    private readonly UserServices _services;
    private readonly NodeServices _node;
    private readonly UserConnections _connections;
    private readonly MisbehavedClients _misbehaved;
    private readonly DeadlineTimer _timer;
    private string _uid = "";
    private string _entity = "";
    private bool _stopping;

    public UserActor(UserServices services)
    {
        _services = services;
        _node = services.Node;
        _connections = new UserConnections(_node.Limits);
        _misbehaved = new MisbehavedClients(_node.Limits);
        _timer = new DeadlineTimer(_node.Time, Self);
    }

    public static Props Props(UserServices services) => Akka.Actor.Props.Create(() => new UserActor(services));

    protected override SupervisorStrategy SupervisorStrategy() => new StopFailedConnection(this);

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
                Sender.Tell(new PresenceAnswer(_connections.IsOnWebSocket || _connections.IsPolling));
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
        foreach (var connection in _connections.All)
        {
            Remove(connection);
        }
    }

    private void OnPush(IReadOnlyList<EncodedValue> events, string? toClient, bool flush, bool wantsResult)
    {
        var only = toClient is null ? null : _connections.Find(toClient);
        var receivers = toClient is null ? _connections.Count : only is null ? 0 : 1;
        if (receivers == 0)
        {
            if (wantsResult)
            {
                Sender.Tell(PushResult.None);
            }

            PassivateIfDone();
            return;
        }

        var deliver = new Deliver(events, flush, wantsResult ? new PushTracker(receivers, Sender) : null);
        if (only is not null)
        {
            only.Tell(deliver);
            return;
        }

        foreach (var connection in _connections.All)
        {
            connection.Tell(deliver);
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

        var connection = _connections.Find(attach.ClientId);
        if (connection is null)
        {
            if (!_connections.TryMakeRoom(_timer.Now, out var removed))
            {
                _node.ClientLog.Of(_uid, attach.ClientId, attach.Request.RemoteAddress).TooManyConnections(_uid, _connections.Count);
                Refuse(attach, "too many connections");
                return;
            }

            if (removed is not null)
            {
                Stop(removed);
            }

            var child = Context.ActorOf(ConnectionActor.Props(_services.Connections, attach.Uid, attach.ClientId, attach.EntityId));
            connection = _connections.Add(attach.ClientId, Context.Watch(child));
            _services.LocalUsers[Self] = _uid == Uid.Nil;
            if (removed is { Presence: not null })
            {
                // The new client counts before the removed one stops counting, so that the user does not seem to leave and come back.
                SetPresence(connection, attach.Traits.Kind, attach.Request);
                SetPresence(removed, null, removed.Request);
            }
        }

        connection.Attach(attach);
    }

    private void OnMisbehaved(string clientId)
    {
        if (EntityIds.IsShortLived(_entity))
        {
            _services.MisbehavedClients.Refuse(AddressKey(clientId, _connections.Find(clientId)?.Address), _timer.Now);
        }
        else
        {
            _misbehaved.Refuse(clientId, _timer.Now);
        }
    }

    /// <summary>
    /// Whether a client is refused because it misbehaved. An entity that ends with its transport can't remember that, so the node does, by
    /// address and client-id: by client-id alone, a client could misbehave under the client-id of another and get that one refused.
    /// </summary>
    private bool IsRefused(string clientId, RequestInfo request, out TimeSpan wait) => EntityIds.IsShortLived(_entity)
        ? _services.MisbehavedClients.IsRefused(AddressKey(clientId, request.RemoteAddress), _timer.Now, out wait)
        : _misbehaved.IsRefused(clientId, _timer.Now, out wait);

    private static string AddressKey(string clientId, string? address) => $"{address} {clientId}";

    /// <summary>
    /// Passes a POSTed event to the client's connection, which routes it after the client's earlier events. Without a connection, the user actor
    /// routes the event itself.
    /// </summary>
    private void OnPosted(PostedEvent posted)
    {
        if (_connections.Find(posted.ClientId) is { } connection)
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
            SetPresence(connection, presence.Kind, presence.Request);
        }
    }

    private void SetPresence(UserConnection connection, TransportKind? kind, RequestInfo request)
    {
        if (_connections.SetPresence(connection, kind, request))
        {
            _services.Presence.Tell(
                new UserPresence(_entity, _uid, _connections.IsOnWebSocket, _connections.IsPolling, connection.ClientId, request), ActorRefs.NoSender);
        }
    }

    /// <summary>Ends a connection's presence and removes it.</summary>
    private void Remove(UserConnection connection)
    {
        SetPresence(connection, null, connection.Request);
        _connections.Remove(connection);
        if (_connections.Count == 0)
        {
            _services.LocalUsers.TryRemove(Self, out _);
        }
    }

    /// <summary>Stops the actor of a connection that was removed.</summary>
    private static void Stop(UserConnection removed)
    {
        Context.Unwatch(removed.Actor);
        Context.Stop(removed.Actor);
    }

    private void Refuse(Attach attach, string reason)
    {
        _node.Metrics.ConnectionsRefused.Add(1);
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
            // Kept by the node, not here: this actor may be stopping, and the user's next actor must refuse the clients too. The other nodes
            // learn of the ban from the BansActor of the node where the app sent CloseUser.
            _services.Bans.Take(EntityIds.UidOf(close.EntityId), time, replace: true);
        }

        var closeConnection = new CloseConnection(PortClose.ByApp);
        foreach (var connection in _connections.All)
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

    /// <summary>
    /// Returns the connection that sent the current message; null when it has been removed, which it may not have known when it sent the
    /// message. The client may have a new connection by now.
    /// </summary>
    private UserConnection? SenderOf(string clientId) =>
        _connections.Find(clientId) is { } connection && connection.Actor.Equals(Sender) ? connection : null;

    /// <summary>Ends a connection whose retention is over, unless a message, such as an attach, was on its way when it reported that.</summary>
    private void OnExpired(ConnectionExpired expired)
    {
        if (SenderOf(expired.ClientId) is { } connection && connection.MessagesSent == expired.MessagesReceived)
        {
            Remove(connection);
            Stop(connection);
            PassivateIfDone();
        }
    }

    private void OnFailed(IActorRef actor, Exception failure)
    {
        _node.Logger.ConnectionFailed(failure, _uid);
        foreach (var connection in _connections.All)
        {
            if (connection.Actor.Equals(actor))
            {
                Remove(connection);
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
    /// Stops a connection that threw, because its state can't be trusted: its port closes, and the client comes back to a new connection. It is
    /// removed before it has stopped, so that the client's next attach can't go to it. Akka's own log line is off, since the failure is logged here.
    /// </summary>
    private sealed class StopFailedConnection(UserActor user) : OneForOneStrategy(_ => Directive.Stop, loggingEnabled: false)
    {
        protected override Directive Handle(IActorRef child, Exception exception)
        {
            user.OnFailed(child, exception);
            return base.Handle(child, exception);
        }
    }
}
