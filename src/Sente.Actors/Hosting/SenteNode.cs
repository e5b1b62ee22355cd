using System.Collections.Frozen;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>A running node: its services, tables and actors. Built once, when the region has started, and immutable.</summary>
internal sealed class SenteNode
{
    /// <summary>The services and actors that user actors need.</summary>
    public required UserServices UserServices { get; init; }

    /// <summary>The ports and POSTs of this node.</summary>
    public required NodePorts Transports { get; init; }

    /// <summary>The connected users of this node.</summary>
    public required PresenceTable Presence { get; init; }

    /// <summary>The node's actors.</summary>
    public required NodeActors Actors { get; init; }

    /// <summary>Whether all actors of the node still run.</summary>
    public required NodeHealth Health { get; init; }

    /// <summary>The interface of the actors for transports.</summary>
    public required Gateway Gateway { get; init; }

    /// <summary>The services and actors that connection actors need.</summary>
    public ConnectionServices Connections => UserServices.Connections;

    /// <summary>The services that all actors and transports share.</summary>
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

    /// <summary>The router of client events to handlers.</summary>
    public EventRouter Router => Connections.Router;

    /// <inheritdoc cref="NodePorts.Open"/>
    public PortTable Ports => Transports.Open;

    /// <inheritdoc cref="NodePorts.PostCredits"/>
    public PostCredits PostCredits => Transports.PostCredits;
}

/// <summary>The actors without which a node can't serve clients.</summary>
/// <param name="Gateway">The <see cref="GatewayActor"/>.</param>
/// <param name="Bans">The <see cref="BansActor"/>.</param>
/// <param name="Users">The <see cref="UsersActor"/>, to which apps send pushes.</param>
/// <param name="Presence">The <see cref="PresenceActor"/>.</param>
/// <param name="HandlerWatcher">The <see cref="HandlerWatcherActor"/>.</param>
/// <param name="Region">The region of the user actors, or its proxy.</param>
internal sealed record NodeActors(IActorRef Gateway, IActorRef Bans, IActorRef Users, IActorRef Presence, IActorRef HandlerWatcher, IActorRef Region)
{
    /// <summary>All of them.</summary>
    public IEnumerable<IActorRef> All => [Gateway, Bans, Users, Presence, HandlerWatcher, Region];
}
