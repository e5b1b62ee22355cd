using Akka.Actor;

namespace Sente.Actors;

/// <summary>This node's door, as transports know it: they register their port here and ask for a connection.</summary>
internal sealed class Gateway(PortTable ports, IActorRef gatewayActor, IActorRef region)
{
    /// <summary>The number for a new port.</summary>
    public long NextNumber() => ports.NextNumber();

    /// <summary>
    /// Makes the port known and asks for its connection. The answer is a call of <see cref="Port.Attached"/> or <see cref="Port.Refused"/>;
    /// it may be long in coming while the cluster forms or shards move, so the transport sets its own time-out.
    /// </summary>
    /// <param name="port">The transport's end; it has not written anything yet.</param>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="request">What handlers may know of the request.</param>
    public void Attach(Port port, string uid, string clientId, RequestInfo request)
    {
        ports.Add(port);
        region.Tell(new Attach(EntityIds.Of(uid, clientId), uid, clientId, gatewayActor, port.Number, port.Traits, request), ActorRefs.NoSender);
    }

    /// <summary>Forgets a port whose transport has ended.</summary>
    public void Remove(Port port) => ports.Remove(port);
}
