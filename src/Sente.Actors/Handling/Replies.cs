using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The reply to a request made on a connection: a Tell to its actor, which alone owns the requests that wait.</summary>
internal sealed class ConnectionReply(IActorRef connection, CallbackId callback) : Reply
{
    public IActorRef Connection { get; } = connection;

    public CallbackId Callback { get; } = callback;

    private protected override void Deliver(ReplyContent content) => Connection.Tell(new HandlerReply(Callback, content), ActorRefs.NoSender);
}

/// <summary>The reply to a POST: goes to the gateway of the node that holds it, by the POST's own number.</summary>
internal sealed class PostReply(IActorRef gateway, long post) : Reply
{
    public IActorRef Gateway { get; } = gateway;

    public long Post { get; } = post;

    private protected override void Deliver(ReplyContent content) => Gateway.Tell(new PostReplied(Post, content), ActorRefs.NoSender);
}
