using Sente.Actors;

namespace Sente;

/// <summary>A push of one or more events to clients. Send it to <see cref="Users"/> on any node with <c>Tell</c>, or by <see cref="ISente"/>.</summary>
/// <remarks>The events of a push stay together and in order; each is encoded once per packer. Nothing is kept for a user who has no client, connected or away.</remarks>
public abstract class PushMessage : IRemoteMessage
{
    private bool _wantsResult;

    private protected PushMessage(IReadOnlyList<Event> events) => Events = events;

    /// <summary>The events, in order; at least one.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>Whether the events are written at once, with those that the endpoint's send buffer has gathered before. Default: false.</summary>
    public bool Flush { get; init; }

    /// <summary>Whether the sender of the message receives a <see cref="PushResult"/>. Default: false; <c>ISente.PushAsync</c> sets it.</summary>
    public bool WantsResult
    {
        get => _wantsResult;
        init => _wantsResult = value;
    }

    /// <summary>Returns this push with <see cref="WantsResult"/> set.</summary>
    internal PushMessage WithResult()
    {
        if (_wantsResult)
        {
            return this;
        }

        var copy = (PushMessage)MemberwiseClone();
        copy._wantsResult = true;
        return copy;
    }
}

/// <summary>Pushes to all clients of a user.</summary>
public sealed class PushToUser : PushMessage
{
    /// <summary>Pushes one event.</summary>
    /// <param name="uid">The user: 1 to 256 bytes of UTF-8; or <see cref="Sente.Uid.AllUsersWithoutUid"/> for all clients without a user.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">The uid is empty, too long or reserved, or the event's id is one of Sente's own.</exception>
    public PushToUser(string uid, Event evt)
        : base([PushArguments.CheckEvent(evt)]) => Uid = CheckUid(uid);

    /// <summary>Pushes several events.</summary>
    /// <param name="uid">The user: 1 to 256 bytes of UTF-8; or <see cref="Sente.Uid.AllUsersWithoutUid"/> for all clients without a user.</param>
    /// <param name="events">The events, in order; at least one. The list is copied.</param>
    /// <exception cref="ArgumentException">The uid is empty, too long or reserved, there is no event, or an event's id is one of Sente's own.</exception>
    public PushToUser(string uid, IReadOnlyList<Event> events)
        : base(PushArguments.CheckEvents(events)) => Uid = CheckUid(uid);

    /// <summary>The user.</summary>
    public string Uid { get; }

    private static string CheckUid(string uid) => uid == Sente.Uid.AllUsersWithoutUid ? uid : PushArguments.CheckUid(uid);
}

/// <summary>Pushes to one of a user's clients.</summary>
public sealed class PushToClient : PushMessage
{
    /// <summary>Pushes one event to one client of a user.</summary>
    /// <param name="uid">The client's user: 1 to 256 bytes of UTF-8.</param>
    /// <param name="clientId">The client: 1 to 128 bytes of UTF-8.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">
    /// An id is empty or too long, the event's id is one of Sente's own, or the uid is <see cref="Sente.Uid.Nil"/>: a client-id alone identifies no
    /// client without a user.
    /// </exception>
    public PushToClient(string uid, string clientId, Event evt)
        : this(uid, clientId, [evt])
    {
    }

    /// <summary>Pushes several events to one client of a user.</summary>
    /// <param name="uid">The client's user: 1 to 256 bytes of UTF-8.</param>
    /// <param name="clientId">The client: 1 to 128 bytes of UTF-8.</param>
    /// <param name="events">The events, in order; at least one. The list is copied.</param>
    /// <exception cref="ArgumentException">
    /// An id is empty or too long, there is no event, an event's id is one of Sente's own, or the uid is <see cref="Sente.Uid.Nil"/>: a client-id
    /// alone identifies no client without a user.
    /// </exception>
    public PushToClient(string uid, string clientId, IReadOnlyList<Event> events)
        : this(PushArguments.CheckUid(uid), PushArguments.CheckClientId(clientId), EntityIds.OfUser(uid), events)
    {
    }

    /// <summary>Pushes one event to the client that sent another, at any later time. Only so can a single client without a user be reached.</summary>
    /// <param name="from">An event that the client sent.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">The event's id is one of Sente's own.</exception>
    public PushToClient(EventMsg from, Event evt)
        : this(from, [evt])
    {
    }

    /// <summary>Pushes several events to the client that sent another, at any later time. Only so can a single client without a user be reached.</summary>
    /// <param name="from">An event that the client sent.</param>
    /// <param name="events">The events, in order; at least one. The list is copied.</param>
    /// <exception cref="ArgumentException">There is no event, or an event's id is one of Sente's own.</exception>
    public PushToClient(EventMsg from, IReadOnlyList<Event> events)
        : this((from ?? throw new ArgumentNullException(nameof(from))).Uid, from.ClientId, from.Entity, events)
    {
    }

    internal PushToClient(string uid, string clientId, string entity, IReadOnlyList<Event> events)
        : base(PushArguments.CheckEvents(events))
    {
        Uid = uid;
        ClientId = clientId;
        Entity = entity;
    }

    /// <summary>The client's user, or <see cref="Sente.Uid.Nil"/>.</summary>
    public string Uid { get; }

    /// <summary>The client.</summary>
    public string ClientId { get; }

    /// <summary>The entity that owns the client's connection, named by <see cref="EntityIds"/>.</summary>
    internal string Entity { get; }
}

/// <summary>Pushes to all clients of several users; a result is the sum over all users.</summary>
public sealed class PushToUsers : PushMessage
{
    /// <summary>Pushes one event to several users.</summary>
    /// <param name="uids">The users: each 1 to 256 bytes of UTF-8. A user that is named twice gets the event once.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">A uid is empty, too long or reserved, or the event's id is one of Sente's own.</exception>
    public PushToUsers(IEnumerable<string> uids, Event evt)
        : this(uids, [evt])
    {
    }

    /// <summary>Pushes several events to several users.</summary>
    /// <param name="uids">The users: each 1 to 256 bytes of UTF-8. A user that is named twice gets the events once.</param>
    /// <param name="events">The events, in order; at least one. The list is copied.</param>
    /// <exception cref="ArgumentException">A uid is empty, too long or reserved, there is no event, or an event's id is one of Sente's own.</exception>
    public PushToUsers(IEnumerable<string> uids, IReadOnlyList<Event> events)
        : base(PushArguments.CheckEvents(events))
    {
        ArgumentNullException.ThrowIfNull(uids);
        Uids = [.. uids.Select(PushArguments.CheckUid).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The users, each once.</summary>
    public IReadOnlyList<string> Uids { get; }
}

/// <summary>Pushes to all clients on all nodes, including those without a user; a result is the sum over all users.</summary>
/// <remarks>The order between such a push and a push to one user is not specified.</remarks>
public sealed class PushToAll : PushMessage
{
    /// <summary>Pushes one event to all clients.</summary>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">The event's id is one of Sente's own.</exception>
    public PushToAll(Event evt)
        : this([evt])
    {
    }

    /// <summary>Pushes several events to all clients.</summary>
    /// <param name="events">The events, in order; at least one. The list is copied.</param>
    /// <exception cref="ArgumentException">There is no event, or an event's id is one of Sente's own.</exception>
    public PushToAll(IReadOnlyList<Event> events)
        : base(PushArguments.CheckEvents(events))
    {
    }
}

/// <summary>
/// Closes all of a user's connections, as Sente's <c>[:chsk/close]</c> does: send it to <see cref="Users"/> with <c>Tell</c>. The clients connect
/// again at once, unless <see cref="RefuseFor"/> refuses them.
/// </summary>
public sealed class CloseUser : IRemoteMessage
{
    /// <summary>Closes a user's connections.</summary>
    /// <param name="uid">The user: 1 to 256 bytes of UTF-8.</param>
    /// <param name="refuseFor">
    /// How long the user's clients are refused when they connect again, which is a ban: at most a day. Zero lifts an earlier ban, null leaves it as
    /// it is. A ban holds on every node; an <see cref="IBanStore"/> keeps it over a restart.
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

    /// <summary>The user.</summary>
    public string Uid { get; }

    /// <summary>How long the user's clients are refused when they connect again; zero lifts an earlier ban, null leaves it as it is.</summary>
    public TimeSpan? RefuseFor { get; }
}
