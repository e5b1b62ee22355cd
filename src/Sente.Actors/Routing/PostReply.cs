using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The reply to a POST: goes to the gateway of the node that holds it, by the POST's own number.</summary>
internal sealed class PostReply(IActorRef gateway, long post) : Reply
{
    public IActorRef Gateway { get; } = gateway;

    public long Post { get; } = post;

    private protected override void Deliver(EncodedValue value) => Gateway.Tell(new PostReplied(Post, value), ActorRefs.NoSender);
}
