using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The reply to a request on a WebSocket. It goes to the connection actor, which owns the pending requests.</summary>
internal sealed class ConnectionReply(IActorRef connection, CallbackId callback) : Reply
{
    public IActorRef Connection { get; } = connection;

    public CallbackId Callback { get; } = callback;

    private protected override void Deliver(ReplyContent content) => Connection.Tell(new HandlerReply(Callback, content), ActorRefs.NoSender);
}

/// <summary>The reply to a POST. It goes to the gateway of the node that holds the POST, with the POST's number on that node.</summary>
internal sealed class PostReply(IActorRef gateway, long post) : Reply
{
    public IActorRef Gateway { get; } = gateway;

    public long Post { get; } = post;

    private protected override void Deliver(ReplyContent content) => Gateway.Tell(new PostReplied(Post, content), ActorRefs.NoSender);
}
