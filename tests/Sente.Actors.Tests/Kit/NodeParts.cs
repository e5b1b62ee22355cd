using System.Collections.Concurrent;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>The parts of a node under test, composed as <see cref="SenteNodeStarter"/> does it, but without a host.</summary>
internal sealed class NodeParts
{
    public NodeParts(SenteLimits limits, TimeProvider time, SenteMetrics metrics, ILogger logger, IEnumerable<Action<HandlerError>> hooks)
    {
        Services = new NodeServices(limits, time, [Packers.Edn], metrics, logger);
        Router = new EventRouter(new HandlerFailures(logger, Services.ClientLog, metrics, hooks));
        Transports = new NodePorts(limits, time);
        Bans = new NodeBans(limits.MaxBans, time, logger);
    }

    public NodeServices Services { get; }

    public EventRouter Router { get; }

    public NodePorts Transports { get; }

    public NodeBans Bans { get; }

    public PresenceTable Presence { get; } = new();

    public ConcurrentDictionary<IActorRef, bool> LocalUsers { get; } = new();

    /// <summary>Returns the services and actors that user actors need.</summary>
    public UserServices UserServices(IActorRef gateway, IActorRef users, IActorRef presence)
    {
        var queues = new ClientQueues(Services.Limits.MaxParallelEventsPerClient);
        var posted = new PostedEvents(Services, Router, queues, Transports.PostCredits, gateway, users);
        var connections = new ConnectionServices(Services, new PortFinder(Transports, gateway, Services.Limits), Router, queues, posted, users);
        return new UserServices(connections, Bans, new NodeMisbehavedClients(Services.Limits), LocalUsers, presence);
    }

    /// <summary>Returns the node.</summary>
    public SenteNode Node(UserServices services, IActorRef gateway, IActorRef bans, IActorRef region) => new()
    {
        UserServices = services,
        Transports = Transports,
        Presence = Presence,
        Actors = new NodeActors(gateway, bans, services.Users, services.Presence, ActorRefs.Nobody, region),
        Health = new NodeHealth(),
        Gateway = new Gateway(Transports, gateway, region),
    };
}
