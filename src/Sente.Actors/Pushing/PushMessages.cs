using Sente.Actors;

namespace Sente;

/// <summary>Tell it to <see cref="Users"/> on any node: all of the user's clients get the event, or the events in this order.</summary>
/// <remarks>A user who has no client gets nothing, and leaves nothing behind.</remarks>
public sealed class PushToUser : IRemoteMessage
{
    /// <summary>Pushes one event.</summary>
    /// <param name="uid">Whom; 1 to 256 bytes of UTF-8, or <see cref="Sente.Uid.AllUsersWithoutUid"/>.</param>
    /// <param name="evt">What.</param>
    /// <exception cref="ArgumentException">The uid is empty or too long, or the event's id is Sente's own.</exception>
    public PushToUser(string uid, Event evt)
    {
        Uid = CheckUid(uid);
        Events = [PushArguments.CheckEvent(evt)];
    }

    /// <summary>Pushes several events; they stay together and in order.</summary>
    /// <param name="uid">Whom; 1 to 256 bytes of UTF-8, or <see cref="Sente.Uid.AllUsersWithoutUid"/>.</param>
    /// <param name="events">What; at least one. The list is copied.</param>
    /// <exception cref="ArgumentException">The uid is empty or too long, there is no event, or an event's id is Sente's own.</exception>
    public PushToUser(string uid, IReadOnlyList<Event> events)
    {
        Uid = CheckUid(uid);
        Events = PushArguments.CheckEvents(events);
    }

    /// <summary>Whom.</summary>
    public string Uid { get; }

    /// <summary>What, in order.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>Sends at once, with all that the endpoint's send buffer has gathered before.</summary>
    public bool Flush { get; init; }

    /// <summary>Whether the sender is told a <see cref="PushResult"/>.</summary>
    public bool WantsResult { get; init; }

    private static string CheckUid(string uid) => uid == Sente.Uid.AllUsersWithoutUid ? uid : PushArguments.CheckUid(uid);
}

/// <summary>Like <see cref="PushToUser"/>, to one of the user's clients only.</summary>
public sealed class PushToClient : IRemoteMessage
{
    /// <summary>Pushes one event to one client of a user.</summary>
    /// <param name="uid">The client's user; 1 to 256 bytes of UTF-8.</param>
    /// <param name="clientId">Which client; 1 to 128 bytes of UTF-8.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">
    /// An id is empty or too long, the event's id is Sente's own, or the uid is <see cref="Sente.Uid.Nil"/>: a client-id alone identifies no client
    /// without a user.
    /// </exception>
    public PushToClient(string uid, string clientId, Event evt)
        : this(PushArguments.CheckUid(uid), PushArguments.CheckClientId(clientId), EntityIds.OfUser(uid), evt)
    {
    }

    /// <summary>Pushes one event to the client that sent an event, now or later: the way to reach a client without a user.</summary>
    /// <param name="from">An event that the client sent.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">The event's id is Sente's own.</exception>
    public PushToClient(EventMsg from, Event evt)
        : this((from ?? throw new ArgumentNullException(nameof(from))).Uid, from.ClientId, from.Entity, evt)
    {
    }

    internal PushToClient(string uid, string clientId, string entity, Event evt)
    {
        Uid = uid;
        ClientId = clientId;
        Entity = entity;
        Events = [PushArguments.CheckEvent(evt)];
    }

    /// <summary>The client's user.</summary>
    public string Uid { get; }

    /// <summary>Which client.</summary>
    public string ClientId { get; }

    /// <summary>The entity that serves the client, by <see cref="EntityIds"/>.</summary>
    internal string Entity { get; }

    /// <summary>What.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>Sends at once, with all that the endpoint's send buffer has gathered before.</summary>
    public bool Flush { get; init; }

    /// <summary>Whether the sender is told a <see cref="PushResult"/>.</summary>
    public bool WantsResult { get; init; }
}

/// <summary>Like <see cref="PushToUser"/>, to several users; the event is encoded once for all of them.</summary>
public sealed class PushToUsers : IRemoteMessage
{
    /// <summary>Pushes one event to several users.</summary>
    /// <param name="uids">Whom; repeats are pushed to once.</param>
    /// <param name="evt">What.</param>
    /// <exception cref="ArgumentException">A uid is empty or too long, or the event's id is Sente's own.</exception>
    public PushToUsers(IEnumerable<string> uids, Event evt)
    {
        ArgumentNullException.ThrowIfNull(uids);
        Uids = [.. uids.Select(uid => PushArguments.CheckUid(uid)).Distinct(StringComparer.Ordinal)];
        Events = [PushArguments.CheckEvent(evt)];
    }

    /// <summary>Whom.</summary>
    public IReadOnlyList<string> Uids { get; }

    /// <summary>What.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>Sends at once, with all that the endpoint's send buffer has gathered before.</summary>
    public bool Flush { get; init; }

    /// <summary>Whether the sender is told a <see cref="PushResult"/>: the sum over all users.</summary>
    public bool WantsResult { get; init; }
}

/// <summary>Like <see cref="PushToUser"/>, to all users of all nodes, and to all clients without a user; encoded once a node.</summary>
/// <remarks>No order is promised between this and a push to one user.</remarks>
public sealed class PushToAll : IRemoteMessage
{
    /// <summary>Pushes one event to everyone.</summary>
    /// <param name="evt">What.</param>
    /// <exception cref="ArgumentException">The event's id is Sente's own.</exception>
    public PushToAll(Event evt) => Events = [PushArguments.CheckEvent(evt)];

    /// <summary>What.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>Sends at once, with all that the endpoint's send buffer has gathered before.</summary>
    public bool Flush { get; init; }

    /// <summary>Whether the sender is told a <see cref="PushResult"/>: the sum over all users.</summary>
    public bool WantsResult { get; init; }
}

/// <summary>
/// Tell it to <see cref="Users"/>: closes all of the user's connections, as Sente's <c>[:chsk/close]</c> does. Clients come straight
/// back, unless <see cref="RefuseFor"/> keeps them out.
/// </summary>
public sealed class CloseUser : IRemoteMessage
{
    /// <summary>Closes a user's connections.</summary>
    /// <param name="uid">Whose.</param>
    /// <param name="refuseFor">
    /// How long the user's clients are refused when they come back, at most a day; zero lifts an earlier refusal, null leaves it as it is.
    /// It outlives the user's connections; an <see cref="IBanStore"/> keeps it over a restart of the node.
    /// </param>
    /// <exception cref="ArgumentException">The uid is empty or too long, or the time is negative or over a day.</exception>
    public CloseUser(string uid, TimeSpan? refuseFor = null)
    {
        if (refuseFor is { } time && (time < TimeSpan.Zero || time > TimeSpan.FromDays(1)))
        {
            throw new ArgumentOutOfRangeException(nameof(refuseFor), $"A user can be refused for 0 to 24 hours, not for {time}; use the endpoint's Authorize check for longer.");
        }

        Uid = PushArguments.CheckUid(uid);
        RefuseFor = refuseFor;
    }

    /// <summary>Whose.</summary>
    public string Uid { get; }

    /// <summary>How long the user's clients are refused when they come back.</summary>
    public TimeSpan? RefuseFor { get; }
}
