using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The connections of one user by client-id, and the user's presence, which is derived from them. Sends nothing; used by the user actor's
/// thread only. Times are the scheduler's monotonic clock.
/// </summary>
/// <param name="limits">The node's limits: <see cref="SenteLimits.MaxConnectionsPerUser"/>.</param>
internal sealed class UserConnections(SenteLimits limits)
{
    private readonly Dictionary<string, UserConnection> _byClientId = new(StringComparer.Ordinal);
    private int _onWebSockets;
    private int _polling;

    /// <summary>The number of connections, those of clients that are away included.</summary>
    public int Count => _byClientId.Count;

    /// <summary>All connections, in no particular order. <see cref="Remove"/> is allowed while they are enumerated.</summary>
    public Dictionary<string, UserConnection>.ValueCollection All => _byClientId.Values;

    /// <summary>Whether a client of the user is present on a WebSocket.</summary>
    public bool IsOnWebSocket => _onWebSockets > 0;

    /// <summary>Whether a client of the user is present by polling.</summary>
    public bool IsPolling => _polling > 0;

    /// <summary>Returns the connection of a client, or null when the client has none.</summary>
    public UserConnection? Find(string clientId) => _byClientId.GetValueOrDefault(clientId);

    /// <summary>Adds a connection for a client that has none.</summary>
    public UserConnection Add(string clientId, IActorRef actor)
    {
        var connection = new UserConnection(clientId, actor);
        _byClientId.Add(clientId, connection);
        return connection;
    }

    /// <summary>Removes a connection. Its presence keeps counting until <see cref="SetPresence"/> ends it.</summary>
    public void Remove(UserConnection connection) => _byClientId.Remove(connection.ClientId);

    /// <summary>Makes room for one more connection: if the user has the most already, the client that has been away for longest loses its own.</summary>
    /// <param name="now">The time.</param>
    /// <param name="removed">The connection that was removed, which the caller ends; null when there was room.</param>
    /// <returns>False when there is no room, because all clients are connected.</returns>
    public bool TryMakeRoom(TimeSpan now, out UserConnection? removed)
    {
        removed = null;
        if (_byClientId.Count < limits.MaxConnectionsPerUser)
        {
            return true;
        }

        foreach (var connection in _byClientId.Values)
        {
            if (connection.AwaySince is { } since && since <= now && (removed is null || since < removed.AwaySince))
            {
                removed = connection;
            }
        }

        if (removed is null)
        {
            return false;
        }

        Remove(removed);
        return true;
    }

    /// <summary>Records how a client is present.</summary>
    /// <param name="connection">The client's connection, which may have been removed.</param>
    /// <param name="kind">The client's kind of transport; null when it is not present.</param>
    /// <param name="request">The request of the client's newest transport.</param>
    /// <returns>Whether this changed the user's presence: <see cref="IsOnWebSocket"/> or <see cref="IsPolling"/>.</returns>
    public bool SetPresence(UserConnection connection, TransportKind? kind, RequestInfo request)
    {
        var before = (IsOnWebSocket, IsPolling);
        AddToCount(connection.Presence, -1);
        AddToCount(kind, +1);
        connection.Presence = kind;
        connection.Request = request;
        return before != (IsOnWebSocket, IsPolling);
    }

    private void AddToCount(TransportKind? kind, int change)
    {
        _onWebSockets += kind == TransportKind.WebSocket ? change : 0;
        _polling += kind == TransportKind.Ajax ? change : 0;
    }
}

/// <summary>A connection as its user actor sees it.</summary>
/// <param name="clientId">The connection's client.</param>
/// <param name="actor">The <see cref="ConnectionActor"/>.</param>
internal sealed class UserConnection(string clientId, IActorRef actor)
{
    /// <summary>The client-id of the connection's client.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The <see cref="ConnectionActor"/>. Messages go to it by <see cref="Tell"/> or <see cref="Attach"/> only, which count them.</summary>
    public IActorRef Actor { get; } = actor;

    /// <summary>The number of messages that the user actor has sent to the connection.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>The number of attaches among <see cref="MessagesSent"/>.</summary>
    public long Attaches { get; private set; }

    /// <summary>How the client is present; null when it is not. Set by <see cref="UserConnections.SetPresence"/>.</summary>
    public TransportKind? Presence { get; set; }

    /// <summary>The request of the transport by which the client is, or was last, present.</summary>
    public RequestInfo Request { get; set; } = RequestInfo.Empty;

    /// <summary>
    /// When the client went away; null while it is connected. It lies in the future while the client's next poll is not overdue: until then the
    /// client counts as connected.
    /// </summary>
    public TimeSpan? AwaySince { get; set; }

    /// <summary>The remote address of the client's last attach; null when it had none.</summary>
    public string? Address { get; private set; }

    /// <summary>Sends an attach to the connection: its client is connected.</summary>
    public void Attach(Attach attach)
    {
        Address = attach.Request.RemoteAddress;
        AwaySince = null;
        Attaches++;
        Tell(attach);
    }

    /// <summary>Sends a message to the connection.</summary>
    public void Tell(object message)
    {
        MessagesSent++;
        Actor.Tell(message);
    }
}
