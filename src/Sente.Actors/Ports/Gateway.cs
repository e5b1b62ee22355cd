using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The interface of the actors for this node's transports: it attaches ports and passes POSTed events to users.</summary>
/// <param name="ports">The ports of this node.</param>
/// <param name="gateway">The gateway actor of this node.</param>
/// <param name="region">The region of the user actors.</param>
internal sealed class Gateway(NodePorts ports, IActorRef gateway, IActorRef region)
{
    /// <summary>Returns the attach number for a new port.</summary>
    public long NextNumber() => ports.Open.NextNumber();

    /// <summary>
    /// Registers a port and attaches it. The answer is a call of <see cref="Port.Attached"/> or <see cref="Port.Refused"/>. It may take long while the
    /// cluster forms or shards move, so the transport needs a time-out of its own.
    /// </summary>
    /// <param name="port">The port; it has not written anything yet.</param>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client's id.</param>
    /// <param name="entity">The client's entity, from <see cref="EntityIds"/>.</param>
    /// <param name="request">The HTTP request, for handlers.</param>
    public void Attach(Port port, string uid, string clientId, string entity, RequestInfo request)
    {
        ports.Open.Add(port);
        region.Tell(new Attach(entity, uid, clientId, gateway, port.Number, port.Traits, request), ActorRefs.NoSender);
    }

    /// <summary>Removes a port whose transport has ended.</summary>
    public void Remove(Port port) => ports.Open.Remove(port);

    /// <summary>Sends a POSTed event to the handlers on the user's node.</summary>
    /// <param name="message">The client's message; it has an event, which may be malformed.</param>
    /// <param name="pending">Receives the reply; null: the client wants no reply.</param>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client's id.</param>
    /// <param name="entity">The client's entity, from <see cref="EntityIds"/>.</param>
    /// <param name="request">The HTTP request, for handlers.</param>
    /// <param name="credit">The number of the event's credit (<see cref="PostCredits"/>), which is given back when the event was handled; 0: none.</param>
    /// <param name="size">The bytes of the packed message.</param>
    /// <returns>The POST's number for <see cref="Abandon"/>; 0 without <paramref name="pending"/>.</returns>
    public long Post(ClientMessage message, PendingPost? pending, string uid, string clientId, string entity, RequestInfo request, long credit = 0, int size = 0)
    {
        var number = pending is null ? 0 : ports.Posts.Add(pending);
        region.Tell(
            new PostedEvent(entity, uid, clientId, gateway, number, credit, size, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), request),
            ActorRefs.NoSender);
        return number;
    }

    /// <summary>Removes a POST that has timed out or whose client has gone; returns false if it was answered in the meantime.</summary>
    public bool Abandon(long post) => ports.Posts.TryTake(post, out _);
}
