using System.Collections.Concurrent;
using System.Security.Cryptography;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// Receives the app's pushes, one actor on every node, and passes them to the region: takes the events' snapshots, refuses pushes that are too
/// large, and numbers the others, so that a user actor can recognize a push that is sent again.
/// </summary>
internal sealed class UsersActor : UntypedActor
{
    private readonly NodeServices _node;
    private readonly ConcurrentDictionary<IActorRef, bool> _localUsers;
    private readonly IActorRef _bans;

    // Random, so that the pushes of a restarted node differ from those of its previous life.
    private readonly long _incarnation = RandomNumberGenerator.GetInt32(1, int.MaxValue);
    private long _lastNumber;
    private bool _refusedAtStart;
    private IActorRef _sender = ActorRefs.Nobody;

    // The messages that arrived before the region had started, with their senders; null afterwards.
    private Queue<(object Message, IActorRef Sender)>? _waiting = [];
    private IActorRef _region = ActorRefs.Nobody;

    public UsersActor(NodeServices node, ConcurrentDictionary<IActorRef, bool> localUsers, IActorRef bans)
    {
        _node = node;
        _localUsers = localUsers;
        _bans = bans;
    }

    public static Props Props(NodeServices node, ConcurrentDictionary<IActorRef, bool> localUsers, IActorRef bans) =>
        Akka.Actor.Props.Create(() => new UsersActor(node, localUsers, bans));

    protected override void OnReceive(object message)
    {
        if (_waiting is not null)
        {
            WaitForRegion(_waiting, message);
            return;
        }

        Handle(message, Sender);
    }

    private void Handle(object message, IActorRef sender)
    {
        _sender = sender;
        switch (message)
        {
            case PushToUser { Uid: Uid.AllUsersWithoutUid } push:
                SendToAll(push.Events, withoutUid: true, push.Flush, push.WantsResult);
                break;
            case PushToAll push:
                SendToAll(push.Events, withoutUid: false, push.Flush, push.WantsResult);
                break;
            case PushToNode push:
                DeliverHere(push);
                break;
            case PushToUser push:
                Send(EntityIds.OfUser(push.Uid), push.Uid, push.Events, null, push.Flush, push.WantsResult ? _sender : null);
                break;
            case PushToClient push:
                Send(push.Entity, push.Uid, push.Events, push.ClientId, push.Flush, push.WantsResult ? _sender : null);
                break;
            case PushBack push:
                Send(push.Entity, push.Uid, [push.Event], push.ClientId, flush: false, asker: null);
                break;
            case PushToUsers push:
                OnPushToUsers(push);
                break;
            case IUserMessage toUser:
                _region.Tell(toUser, _sender);
                break;
            case CloseUser close:
                if (close.RefuseFor is { } time)
                {
                    _bans.Tell(new BanUser(close.Uid, time), ActorRefs.NoSender);
                }

                _region.Tell(new CloseEntity(EntityIds.OfUser(close.Uid), close.RefuseFor), ActorRefs.NoSender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void WaitForRegion(Queue<(object Message, IActorRef Sender)> waiting, object message)
    {
        if (message is RegionStarted started)
        {
            _region = started.Region;
            _waiting = null;
            foreach (var (early, sender) in waiting)
            {
                Handle(early, sender);
            }
        }
        else if (waiting.Count < _node.Limits.MaxWaitingForStart)
        {
            waiting.Enqueue((message, Sender));
        }
        else
        {
            _node.Metrics.PushesRefused.Add(1, new KeyValuePair<string, object?>("reason", "before_start"));
            if (!_refusedAtStart)
            {
                _refusedAtStart = true;
                _node.Logger.TooManyBeforeStart(waiting.Count);
            }
        }
    }

    private void OnPushToUsers(PushToUsers push)
    {
        IActorRef? asker = null;
        if (push.WantsResult)
        {
            if (push.Uids.Count == 0)
            {
                _sender.Tell(PushResult.None);
                return;
            }

            asker = Context.ActorOf(PushResultsActor.Props(push.Uids.Count, _sender, _node.Limits.PushTimeout));
        }

        foreach (var uid in push.Uids)
        {
            Send(EntityIds.OfUser(uid), uid, push.Events, null, push.Flush, asker);
        }
    }

    /// <summary>Sends one message to each node on which users live; the node delivers it to its users.</summary>
    private void SendToAll(IReadOnlyList<Event> events, bool withoutUid, bool flush, bool wantsResult)
    {
        var encoded = PushArguments.Encode(events);
        if (TooBig(encoded) is { } refusal)
        {
            RefusePush("all", refusal, wantsResult ? _sender : null);
            return;
        }

        ICanTell[] here = UserRegion.IsOnThisNode(Context.System, _node.UserRole) ? [Self] : [];
        ICanTell[] nodes = [.. here, .. UserRegion.OnOtherNodes(Context.System, _node.UserRole, Self)];
        if (nodes.Length == 0)
        {
            if (wantsResult)
            {
                _sender.Tell(PushResult.None);
            }

            return;
        }

        var asker = wantsResult ? Context.ActorOf(PushResultsActor.Props(nodes.Length, _sender, _node.Limits.PushTimeout)) : ActorRefs.NoSender;
        var push = new PushToNode(encoded, withoutUid, flush, wantsResult);
        foreach (var node in nodes)
        {
            node.Tell(push, asker);
        }
    }

    private void DeliverHere(PushToNode push)
    {
        var deliver = new DeliverToAll(push.Events, push.Flush, push.WantsResult);
        if (!push.WantsResult)
        {
            foreach (var (user, isWithoutUid) in _localUsers)
            {
                if (isWithoutUid || !push.WithoutUid)
                {
                    user.Tell(deliver, ActorRefs.NoSender);
                }
            }

            return;
        }

        // A copy, because the results' actor must know the number of user actors before the first of them answers.
        IActorRef[] users = [.. _localUsers.Where(user => user.Value || !push.WithoutUid).Select(user => user.Key)];
        if (users.Length == 0)
        {
            _sender.Tell(PushResult.None);
            return;
        }

        var asker = Context.ActorOf(PushResultsActor.Props(users.Length, _sender, _node.Limits.PushTimeout));
        foreach (var user in users)
        {
            user.Tell(deliver, asker);
        }
    }

    private void RefusePush(string uid, PushRefusal refusal, IActorRef? asker)
    {
        _node.Metrics.PushesRefused.Add(1);
        _node.Logger.PushRefused(uid, refusal.Message);
        asker?.Tell(new PushResult(0, 0, [refusal]));
    }

    private void Send(string entityId, string uid, IReadOnlyList<Event> events, string? clientId, bool flush, IActorRef? asker)
    {
        var encoded = PushArguments.Encode(events);
        if (TooBig(encoded) is { } refusal)
        {
            RefusePush(uid, refusal, asker);
            return;
        }

        _region.Tell(
            new Push(entityId, _incarnation, ++_lastNumber, encoded, clientId, flush, asker is not null),
            asker ?? ActorRefs.NoSender);
    }

    private PushRefusal? TooBig(EncodedValue[] events)
    {
        var max = _node.Limits.MaxPushSize;
        var found = Array.FindIndex(events, evt => evt.Size > max);
        return found < 0
            ? null
            : new PushRefusal(null, PushRefusalReason.TooBig, Invariant($"Event {found + 1} of {events.Length} has {events[found].Size} bytes; SenteLimits.MaxPushSize is {max}."));
    }
}
