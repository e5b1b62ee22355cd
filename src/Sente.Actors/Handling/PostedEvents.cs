using Akka.Actor;

namespace Sente.Actors;

/// <summary>Routes POSTed events to their handlers, on the user's node. Their replies go to the node that holds the POST, past any connection.</summary>
/// <param name="node">The node's services.</param>
/// <param name="router">The handlers.</param>
/// <param name="queues">The queues that keep each client's events in order.</param>
/// <param name="credits">The credit of the events of this node's POSTs.</param>
/// <param name="gateway">The gateway actor of this node.</param>
/// <param name="users">The <see cref="Users"/> actor of this node.</param>
internal sealed class PostedEvents(NodeServices node, EventRouter router, ClientQueues queues, PostCredits credits, IActorRef gateway, IActorRef users)
{
    /// <summary>Routes an event to its handler. One that only the server may send is dropped and counted.</summary>
    public void Route(PostedEvent posted)
    {
        var queue = queues.Enter(posted.Uid, EntityIds.ClientKey(posted.Uid, posted.ClientId, posted.EntityId));
        var credit = new PostedCredit(queues, credits, gateway, posted);
        Reply? reply = posted is { Post: not 0, IsBad: false } ? new PostReply(posted.Gateway, posted.Post) : null;
        if (!posted.IsBad && ClientEventIds.IsForged(posted.Event.Id))
        {
            node.Metrics.ForgedEvents.Add(1);
            node.ClientLog.Of(posted.Uid, posted.ClientId, posted.Request.RemoteAddress).ForgedEvent(posted.Uid, posted.Event.Id);
            reply?.Fail();
            credit.Grant(1, posted.Size);
            return;
        }

        router.Route(new LocalEventMsg(posted.Event, posted.Uid, posted.ClientId, posted.Request, reply, credit, posted.Size, users, posted.EntityId), queue);
    }
}

/// <summary>The credit of one POSTed event, on the user's node. It is returned once, to the node that holds the POST.</summary>
internal sealed class PostedCredit(ClientQueues queues, PostCredits credits, IActorRef gateway, PostedEvent posted) : IEventCredit
{
    private int _done;

    /// <inheritdoc/>
    public void Grant(int events, int bytes)
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
        {
            return;
        }

        queues.Leave(posted.Uid, EntityIds.ClientKey(posted.Uid, posted.ClientId, posted.EntityId));
        if (posted.Credit == 0)
        {
            return;
        }

        if (posted.Gateway.Equals(gateway))
        {
            credits.Return(posted.Credit);
        }
        else
        {
            posted.Gateway.Tell(new PostDone(posted.Credit), ActorRefs.NoSender);
        }
    }
}
