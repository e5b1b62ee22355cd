using Akka.Actor;

namespace Sente.Actors;

/// <summary>The credit of one POSTed event, on the user's node: goes back to the node that holds the POST, once.</summary>
internal sealed class PostedCredit(SenteNode node, PostedEvent posted) : IEventCredit
{
    private int _done;

    /// <inheritdoc/>
    public void Grant(int events, int bytes)
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
        {
            return;
        }

        node.Queues.Leave(posted.Uid, EntityIds.ClientKey(posted.Uid, posted.ClientId, posted.EntityId));
        if (posted.Credit == 0)
        {
            return;
        }

        if (posted.Gateway.Equals(node.GatewayActor))
        {
            node.PostCredits.Return(posted.Credit);
        }
        else
        {
            posted.Gateway.Tell(new PostDone(posted.Credit), ActorRefs.NoSender);
        }
    }
}
