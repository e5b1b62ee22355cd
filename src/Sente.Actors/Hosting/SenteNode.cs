using System.Collections.Frozen;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>A node that runs: its services, its tables and its actors. Built once, when its region has started; never changed.</summary>
internal sealed class SenteNode
{
    /// <summary>The services and actors that user actors use.</summary>
    public required UserServices UserServices { get; init; }

    /// <summary>The transports of this node.</summary>
    public required NodePorts Transports { get; init; }

    /// <summary>The users of this node that are connected.</summary>
    public required PresenceTable Presence { get; init; }

    /// <summary>The node's actors.</summary>
    public required NodeActors Actors { get; init; }

    /// <summary>Whether all of them still run.</summary>
    public required NodeHealth Health { get; init; }

    /// <summary>The way in for transports.</summary>
    public required Gateway Gateway { get; init; }

    /// <summary>The services and actors that connection actors use.</summary>
    public ConnectionServices Connections => UserServices.Connections;

    /// <summary>The services that all share.</summary>
    public NodeServices Services => UserServices.Node;

    /// <inheritdoc cref="NodeServices.Limits"/>
    public SenteLimits Limits => Services.Limits;

    /// <inheritdoc cref="NodeServices.Time"/>
    public TimeProvider Time => Services.Time;

    /// <inheritdoc cref="NodeServices.Packers"/>
    public FrozenDictionary<string, Packer> Packers => Services.Packers;

    /// <inheritdoc cref="NodeServices.Metrics"/>
    public SenteMetrics Metrics => Services.Metrics;

    /// <inheritdoc cref="NodeServices.Logger"/>
    public ILogger Logger => Services.Logger;

    /// <inheritdoc cref="NodeServices.ClientLog"/>
    public ClientLog ClientLog => Services.ClientLog;

    /// <inheritdoc cref="NodeServices.Outboxes"/>
    public OutboxBudget Outboxes => Services.Outboxes;

    /// <inheritdoc cref="NodeServices.Incoming"/>
    public IncomingBudget Incoming => Services.Incoming;

    /// <inheritdoc cref="NodeServices.Rates"/>
    public RateLimits Rates => Services.Rates;

    /// <summary>The handlers.</summary>
    public EventRouter Router => Connections.Router;

    /// <inheritdoc cref="NodePorts.Open"/>
    public PortTable Ports => Transports.Open;

    /// <inheritdoc cref="NodePorts.PostCredits"/>
    public PostCredits PostCredits => Transports.PostCredits;
}

/// <summary>The actors that a node can't serve users without.</summary>
/// <param name="Gateway">Reaches the node's transports from other nodes (<see cref="GatewayActor"/>).</param>
/// <param name="Bans">Keeps the bans of all nodes alike (<see cref="BansActor"/>).</param>
/// <param name="Users">The actor that apps Tell pushes to (<see cref="UsersActor"/>).</param>
/// <param name="Presence">Keeps the table of the node's connected users (<see cref="PresenceActor"/>).</param>
/// <param name="HandlerWatcher">Watches the app's own actors that handle events (<see cref="HandlerWatcherActor"/>).</param>
/// <param name="Region">The region of the user actors.</param>
internal sealed record NodeActors(IActorRef Gateway, IActorRef Bans, IActorRef Users, IActorRef Presence, IActorRef HandlerWatcher, IActorRef Region)
{
    /// <summary>All of them.</summary>
    public IEnumerable<IActorRef> All => [Gateway, Bans, Users, Presence, HandlerWatcher, Region];
}
