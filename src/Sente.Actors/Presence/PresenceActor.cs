using System.Threading.Channels;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>Updates the presence table of this node, and reports each change once, to watchers and to handlers. There is one per node.</summary>
internal sealed class PresenceActor : UntypedActor
{
    /// <summary>The event for a user who is now connected by any kind of transport.</summary>
    private const string UidportOpen = "chsk/uidport-open";

    /// <summary>The event for a user who is no longer connected.</summary>
    private const string UidportClose = "chsk/uidport-close";

    private readonly PresenceTable _table;
    private readonly EventRouter _router;
    private readonly IActorRef _users;

    // In order per user; a handler that is slow for one user holds up few others.
    private readonly EventQueue[] _delegates = [.. Enumerable.Range(0, 64).Select(_ => new EventQueue())];
    private readonly List<ChannelWriter<PresenceChange>> _watchers = [];

    public PresenceActor(PresenceTable table, EventRouter router, IActorRef users)
    {
        _table = table;
        _router = router;
        _users = users;
    }

    public static Props Props(PresenceTable table, EventRouter router, IActorRef users) =>
        Akka.Actor.Props.Create(() => new PresenceActor(table, router, users));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UserPresence presence:
                OnPresence(presence);
                break;
            case WatchPresence watch:
                _watchers.Add(watch.Changes);
                break;
            case UnwatchPresence unwatch:
                _watchers.Remove(unwatch.Changes);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        foreach (var watcher in _watchers)
        {
            watcher.TryComplete();
        }
    }

    private EventQueue QueueOf(string entityId) => _delegates[(uint)string.GetHashCode(entityId, StringComparison.Ordinal) % (uint)_delegates.Length];

    private void OnPresence(UserPresence presence)
    {
        if (_table.Set(presence.EntityId, presence.Uid, presence.Ws, presence.Ajax) is not var (before, after))
        {
            return;
        }

        // A watcher that is full gets an error, and is removed.
        _watchers.RemoveAll(watcher => !watcher.TryWrite(after) && watcher.TryComplete(new InvalidOperationException(
            "The reader of presence changes was too far behind, so that changes were lost: read Current, and call Changes again.")));
        if (before.Any != after.Any)
        {
            var data = EventData.From(presence.Uid == Uid.Nil ? Keyword.Parse(Uid.Nil[1..]) : presence.Uid);
            var evt = Event.FromWire(after.Any ? UidportOpen : UidportClose, data);
            _router.Route(new LocalEventMsg(evt, presence.Uid, presence.ClientId, presence.Request, reply: null, users: _users, entity: presence.EntityId), QueueOf(presence.EntityId));
        }
    }
}

/// <summary>Adds a watcher, which gets each change from now on.</summary>
internal sealed record WatchPresence(ChannelWriter<PresenceChange> Changes) : INoSerializationVerificationNeeded;

/// <summary>Removes a watcher.</summary>
internal sealed record UnwatchPresence(ChannelWriter<PresenceChange> Changes) : INoSerializationVerificationNeeded;
