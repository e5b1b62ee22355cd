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
