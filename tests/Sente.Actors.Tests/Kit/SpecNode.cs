using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sente.Actors.Tests;

/// <summary>A node with its real region, in real time, without a host.</summary>
internal sealed class SpecNode(ActorSystem system)
{
    /// <summary>The node, once it has started.</summary>
    public SenteNode Node { get; private set; } = null!;

    public async Task StartAsync()
    {
        var parts = new NodeParts(new SenteLimits(), TimeProvider.System, new SenteMetrics(), NullLogger.Instance, []);
        var gateway = system.ActorOf(GatewayActor.Props(parts.Services, parts.Transports), "sente-gateway");
        var users = system.ActorOf(UsersActor.Props(parts.Services, parts.LocalUsers, ActorRefs.Nobody), "sente");
        var presence = system.ActorOf(PresenceActor.Props(parts.Presence, parts.Router, users), "sente-presence");
        var services = parts.UserServices(gateway, users, presence);
        var region = await UserRegion.StartAsync(system, services);
        users.Tell(new RegionStarted(region));
        Node = parts.Node(services, gateway, ActorRefs.Nobody, region);
    }

    /// <summary>Attaches a fake port.</summary>
    public FakePort Attach(string uid, string clientId)
    {
        var port = new FakePort(Node.Gateway.NextNumber(), new PortTraits(TransportKind.WebSocket, "edn", false, TimeSpan.Zero, TimeSpan.FromSeconds(2.5), true));
        Node.Gateway.Attach(port, uid, clientId, EntityIds.Of(uid, clientId), RequestInfo.Empty);
        return port;
    }
}
