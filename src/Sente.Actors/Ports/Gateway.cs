using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The way in for this node's transports: they register their port or their POST here.</summary>
/// <param name="ports">The ports of this node.</param>
/// <param name="gateway">The gateway actor of this node.</param>
/// <param name="region">The region of the user actors.</param>
internal sealed class Gateway(NodePorts ports, IActorRef gateway, IActorRef region)
{
    /// <summary>The number for a new port.</summary>
    public long NextNumber() => ports.Open.NextNumber();

    /// <summary>
    /// Makes the port known and asks for its connection. The answer is a call of <see cref="Port.Attached"/> or <see cref="Port.Refused"/>;
    /// it may be long in coming while the cluster forms or shards move, so the transport sets its own time-out.
    /// </summary>
    /// <param name="port">The transport's end; it has not written anything yet.</param>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="entity">Its entity, by <see cref="EntityIds"/>.</param>
    /// <param name="request">What handlers may know of the request.</param>
    public void Attach(Port port, string uid, string clientId, string entity, RequestInfo request)
    {
        ports.Open.Add(port);
        region.Tell(new Attach(entity, uid, clientId, gateway, port.Number, port.Traits, request), ActorRefs.NoSender);
    }

    /// <summary>Forgets a port whose transport has ended.</summary>
    public void Remove(Port port) => ports.Open.Remove(port);

    /// <summary>Sends a POSTed event to its user's handlers.</summary>
    /// <param name="message">What the client sent; it has an event, good or bad.</param>
    /// <param name="pending">Gets the reply; null when the client wants none.</param>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="entity">Its entity, by <see cref="EntityIds"/>.</param>
    /// <param name="request">What handlers may know of the POST.</param>
    /// <param name="credit">Number of its credit (<see cref="PostCredits"/>), which the handler gives back; 0 for none.</param>
    /// <param name="size">Bytes of the packed message.</param>
    /// <returns>The POST's number for <see cref="Abandon"/>; 0 without <paramref name="pending"/>.</returns>
    public long Post(ClientMessage message, PendingPost? pending, string uid, string clientId, string entity, RequestInfo request, long credit = 0, int size = 0)
    {
        var number = pending is null ? 0 : ports.Posts.Add(pending);
        region.Tell(
            new PostedEvent(entity, uid, clientId, gateway, number, credit, size, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), request),
            ActorRefs.NoSender);
        return number;
    }

    /// <summary>The POST has timed out or its client has gone. Answers false when its reply has been taken in the meantime.</summary>
    public bool Abandon(long post) => ports.Posts.TryTake(post, out _);
}
