using System.Collections.Concurrent;
using System.Collections.Frozen;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>What all of a node's actors and transports share. One to an actor system; made by <see cref="SenteNodeStarter"/>.</summary>
internal sealed class SenteNode
{
    private string? _lostActor;
    private ClientQueues? _queues;
    private PostCredits? _postCredits;
    private RateLimits? _rates;
    private NodeRefusals? _refusedAddresses;
    private IncomingBudget? _incoming;

    /// <summary>The bounds and times.</summary>
    public required SenteLimits Limits { get; init; }

    /// <summary>The clock; virtual in specs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The packers that this node's clients may use, by name.</summary>
    public required FrozenDictionary<string, Packer> Packers { get; init; }

    /// <summary>Which handler takes which event.</summary>
    public required EventRouter Router { get; init; }

    /// <summary>The counters.</summary>
    public required SenteMetrics Metrics { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The log of what clients cause.</summary>
    public required ClientLog ClientLog { get; init; }

    /// <summary>Bytes that all outboxes hold.</summary>
    public required NodeBudget Budget { get; init; }

    /// <summary>Bytes of messages and bodies that clients have begun to send.</summary>
    public IncomingBudget Incoming => LazyInitializer.EnsureInitialized(ref _incoming, () => new IncomingBudget(Limits.MaxNodeIncomingBytes));

    /// <summary>The events that clients of this node have POSTed and that are not done.</summary>
    public PostCredits PostCredits => LazyInitializer.EnsureInitialized(ref _postCredits, () => new PostCredits(Limits, Time));

    /// <summary>How fast clients may send.</summary>
    public RateLimits Rates => LazyInitializer.EnsureInitialized(ref _rates, () => new RateLimits(Limits));

    /// <summary>The order of each client's events.</summary>
    public ClientQueues Queues => LazyInitializer.EnsureInitialized(ref _queues, () => new ClientQueues(Limits.MaxParallelEventsPerClient));

    /// <summary>Users whom the app keeps out for a time.</summary>
    public required Bans Bans { get; init; }

    /// <summary>The ports of this node.</summary>
    public PortTable Ports { get; } = new();

    /// <summary>The POSTs of this node that are held for a reply.</summary>
    public PostTable Posts { get; } = new();

    /// <summary>The ports on other nodes that connections of this node write to.</summary>
    public RemotePortTable RemotePorts { get; } = new();

    /// <summary>The users of this node that are connected.</summary>
    public PresenceTable Presence { get; } = new();

    /// <summary>User actors of this node that have connections, and whether each is an anonymous client: whom a push to all goes to.</summary>
    public ConcurrentDictionary<IActorRef, bool> LocalUsers { get; } = new();

    /// <summary>Who says presence changes; set once, while the node starts.</summary>
    public IActorRef PresenceActor { get; set; } = ActorRefs.Nobody;

    /// <summary>Keeps the bans of all nodes alike; set once, while the node starts.</summary>
    public IActorRef BansActor { get; set; } = ActorRefs.Nobody;

    /// <summary>The node's gateway actor; set once, while the node starts.</summary>
    public IActorRef GatewayActor { get; set; } = ActorRefs.Nobody;

    /// <summary>The shard region of the user actors; set once, while the node starts.</summary>
    public IActorRef Region { get; set; } = ActorRefs.Nobody;

    /// <summary>The actor that applications Tell to; set once, while the node starts.</summary>
    public IActorRef Users { get; set; } = ActorRefs.Nobody;

    /// <summary>Watches the app's own actors that handle events; set once, while the node starts.</summary>
    public IActorRef HandlerWatcher { get; set; } = ActorRefs.Nobody;

    /// <summary>Name of the first of the node's own actors that has ended, or null: without it, the node can't serve users.</summary>
    public string? LostActor
    {
        get => Volatile.Read(ref _lostActor);
        set => Volatile.Write(ref _lostActor, value);
    }

    /// <summary>Adds and removes handlers; set once, while the node starts.</summary>
    public IEventHandlers Handlers { get; set; } = null!;

    /// <summary>The actors of the same name on the other nodes; none where there is no cluster.</summary>
    public Func<IActorRef, IEnumerable<ActorSelection>> OtherNodes { get; set; } = _ => [];

    /// <summary>The way in for transports.</summary>
    public Gateway Gateway => new(this);

    /// <summary>Clients without a user, session and cookie that broke a bound, by address and client-id.</summary>
    public NodeRefusals RefusedAddresses => LazyInitializer.EnsureInitialized(ref _refusedAddresses, () => new NodeRefusals(Limits));

    /// <summary>Hands a POSTed event to its handler. Its reply goes to the POST's own node and touches no connection.</summary>
    public void RoutePosted(PostedEvent posted)
    {
        var queue = Queues.Enter(posted.Uid, EntityIds.ClientKey(posted.Uid, posted.ClientId, posted.EntityId));
        var credit = new PostedCredit(this, posted);
        Reply? reply = posted is { Post: not 0, IsBad: false } ? new PostReply(posted.Gateway, posted.Post) : null;
        if (!posted.IsBad && ClientEventIds.IsForged(posted.Event.Id))
        {
            Metrics.ForgedEvents.Add(1);
            ClientLog.Of(posted.Uid, posted.ClientId, posted.Request.RemoteAddress).ForgedEvent(posted.Uid, posted.Event.Id);
            reply?.Fail();
            credit.Grant(1, posted.Size);
            return;
        }

        Router.Route(new EventMsg(posted.Event, posted.Uid, posted.ClientId, posted.Request, reply, credit, posted.Size, Users, posted.EntityId), queue);
    }

    /// <summary>The port that asks to be attached: this node's own, or a stand-in for another node's. Null when it has closed already.</summary>
    public Port? FindPort(Attach attach)
    {
        if (!attach.Gateway.Equals(GatewayActor))
        {
            return new RemotePort(attach.Port, attach.Traits, attach.Gateway, this);
        }

        return Ports.TryGet(attach.Port, out var port) ? port : null;
    }
}
