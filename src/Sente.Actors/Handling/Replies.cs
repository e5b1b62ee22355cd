using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The reply to a request made on a connection: a Tell to its actor, which alone owns the requests that wait.</summary>
internal sealed class ConnectionReply(IActorRef connection, CallbackId callback) : Reply
{
    public IActorRef Connection { get; } = connection;

    public CallbackId Callback { get; } = callback;

    private protected override void Deliver(EncodedValue value) => Connection.Tell(new HandlerReply(Callback, value), ActorRefs.NoSender);
}

/// <summary>The reply to a POST: goes to the gateway of the node that holds it, by the POST's own number.</summary>
internal sealed class PostReply(IActorRef gateway, long post) : Reply
{
    public IActorRef Gateway { get; } = gateway;

    public long Post { get; } = post;

    private protected override void Deliver(EncodedValue value) => Gateway.Tell(new PostReplied(Post, value), ActorRefs.NoSender);
}

/// <summary>The failure values that a client knows as a reply (docs/protocol.md, "Replies").</summary>
internal static class ReplyValues
{
    /// <summary><c>:chsk/error</c>: the handler threw, or there is none.</summary>
    public static readonly EncodedValue Error = EncodedValue.From(Keyword.Parse("chsk/error"));

    /// <summary><c>:chsk/timeout</c>: no handler replied in time.</summary>
    public static readonly EncodedValue Timeout = EncodedValue.From(Keyword.Parse("chsk/timeout"));
}
