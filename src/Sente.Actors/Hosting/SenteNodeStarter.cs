using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>Starts the actors of a node. The region is the last, because client events arrive as soon as it runs.</summary>
internal sealed class SenteNodeStarter(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Starts the node. The task ends when the region has started.</summary>
    /// <exception cref="InvalidOperationException">A limit is out of range, two handlers have the same pattern, or the app's bans can't be loaded.</exception>
    public async Task<SenteNode> StartAsync(ActorSystem system, IActorRegistry registry, string? role)
    {
        var accessor = services.GetRequiredService<NodeAccessor>();
        try
        {
            var node = await StartNodeAsync(system, registry, role).ConfigureAwait(false);
            accessor.Start(node);
            return node;
        }
        catch (Exception exception)
        {
            accessor.Fail(exception);
            throw;
        }
    }

    private async Task<SenteNode> StartNodeAsync(ActorSystem system, IActorRegistry registry, string? role)
    {
        // A copy, because the app could change its object while the node runs.
        var limits = (services.GetService<SenteLimits>() ?? new SenteLimits()).Copy();
        limits.Validate();

        var metrics = new SenteMetrics(services.GetService<IMeterFactory>());
        var logger = loggers.CreateLogger("Sente.Actors");
        var node = new NodeServices(limits, services.GetService<TimeProvider>() ?? TimeProvider.System, Packers(), metrics, logger, role ?? ShardingRole(system));
        NodePackers.For(system).Packers = node.Packers.Values.Append(Wire.Packers.Snapshot).ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);
        var bans = await LoadBansAsync(system, node).ConfigureAwait(false);
        var router = new EventRouter(new HandlerFailures(logger, node.ClientLog, metrics, services.GetServices<Action<HandlerError>>(), limits.DetailedErrors), Stopping(system));
        var transports = new NodePorts(limits, node.Time);
        var presence = new PresenceTable();
        var localUsers = new ConcurrentDictionary<IActorRef, bool>();

        var gatewayActor = system.ActorOf(GatewayActor.Props(node, transports), "sente-gateway");
        var bansActor = system.ActorOf(BansActor.Props(bans, node.UserRole), BansActor.Name);

        // Started before the handlers, because their constructors may need it. It keeps messages until the region has started.
        var users = system.ActorOf(UsersActor.Props(node, localUsers, bansActor), "sente");
        registry.Register<Users>(users);
        var presenceActor = system.ActorOf(PresenceActor.Props(presence, router, users), "sente-presence");
        var handlerWatcher = system.ActorOf(HandlerWatcherActor.Props(router.Failures), "sente-handler-watcher");
        var handlers = StartHandlers(node, system, registry, router, handlerWatcher);

        var queues = new ClientQueues(limits.MaxParallelEventsPerClient);
        var connections = new ConnectionServices(
            node,
            new PortFinder(transports, gatewayActor, limits),
            router,
            queues,
            new PostedEvents(node, router, queues, transports.PostCredits, gatewayActor, users),
            users);
        var userServices = new UserServices(connections, bans, new NodeMisbehavedClients(limits), localUsers, presenceActor);
        var region = await UserRegion.StartAsync(system, userServices).ConfigureAwait(false);
        users.Tell(new RegionStarted(region), ActorRefs.NoSender);
        var actors = new NodeActors(gatewayActor, bansActor, users, presenceActor, handlerWatcher, region);
        var health = new NodeHealth();
        system.ActorOf(NodeWatcherActor.Props(actors, health, logger), "sente-node-watcher");
        Observe(node, transports, bans);
        logger.NodeStarted(DescribeHome(system, node), handlers);
        return new SenteNode
        {
            UserServices = userServices,
            Transports = transports,
            Presence = presence,
            Actors = actors,
            Health = health,
            Gateway = new Gateway(transports, gatewayActor, region),
        };
    }

    /// <summary>Returns the token of <see cref="NodeStopping"/>. The host's stop cancels it before the actor system begins to shut down.</summary>
    private CancellationToken Stopping(ActorSystem system)
    {
        var stopping = NodeStopping.For(system);
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(stopping.Signal);
        return stopping.Token;
    }

    /// <summary>Reads the role of all regions of the app (<c>akka.cluster.sharding.role</c>); null when there is none.</summary>
    private static string? ShardingRole(ActorSystem system) => system.Settings.Config.GetString("akka.cluster.sharding.role", "") is { Length: > 0 } role ? role : null;

    private static string DescribeHome(ActorSystem system, NodeServices node)
    {
        if (!UserRegion.IsClustered(system))
        {
            return "on this node alone";
        }

        return node.UserRole is not { } role
            ? Invariant($"in {node.Limits.Shards} shards on all nodes of the cluster")
            : Invariant($"in {node.Limits.Shards} shards on the cluster's nodes with the role {role}, {(UserRegion.IsOnThisNode(system, role) ? "including" : "not on")} this one");
    }

    private static void Observe(NodeServices node, NodePorts transports, NodeBans bans)
    {
        var metrics = node.Metrics;
        metrics.Observe("sente.bans", "Users that this node refuses for a time", () => bans.Count);
        metrics.Observe("sente.posts", "Ajax POSTs of this node that wait for a reply", () => transports.Posts.Count);
        metrics.Observe("sente.posts.in_flight", "Events from Ajax POSTs that handlers have not finished, or that wait for their turn", () => transports.PostCredits.Events);
        metrics.Observe("sente.posts.in_flight.bytes", "Bytes of those events", () => transports.PostCredits.Bytes);
        metrics.Observe("sente.incoming.bytes", "Bytes of messages and POST bodies that clients have begun to send", () => node.Incoming.Bytes);
        metrics.Observe("sente.ports", "Open transports of this node", () => transports.Open.Count);
        metrics.Observe("sente.outbox.bytes", "Bytes in the outboxes of this node", () => node.Outboxes.Bytes);
        metrics.Observe("sente.outbox.away_bytes", "Bytes in the outboxes of clients that are away", () => node.Outboxes.AwayBytes);
    }

    private async Task<NodeBans> LoadBansAsync(ActorSystem system, NodeServices node)
    {
        var bans = new NodeBans(node.Limits.MaxBans, node.Time, node.Logger, services.GetService<IBanStore>());
        await bans.LoadAsync().ConfigureAwait(false);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "sente-bans", async () =>
        {
            await bans.DisposeAsync().ConfigureAwait(false);
            return Done.Instance;
        });
        return bans;
    }

    private int StartHandlers(NodeServices node, ActorSystem system, IActorRegistry registry, EventRouter router, IActorRef watcher)
    {
        var threads = new HandlerThreadPool(node.Limits.MaxHandlerThreads);
        system.RegisterOnTermination(threads.Dispose);
        node.Metrics.Observe("sente.handler.threads", "Threads of this node that run delegates", () => threads.Count);
        var handlers = new EventHandlers(router, node.Limits, system, watcher, threads, services);
        var registrations = services.GetServices<HandlerRegistration>().ToArray();
        foreach (var registration in registrations)
        {
            handlers.Add(registration, registry);
        }

        services.GetRequiredService<StartingEventHandlers>().Start(handlers);
        return registrations.Length;
    }

    /// <summary>Returns the app's packers and the built-in ones. A packer of the app replaces the built-in one with the same name.</summary>
    /// <exception cref="InvalidOperationException">A packer has the name of the packer that nodes use between each other.</exception>
    private IEnumerable<Packer> Packers()
    {
        Packer[] own = [.. services.GetServices<Packer>()];
        return own.All(packer => packer.Name != Wire.Packers.Snapshot.Name)
            ? own.Concat(Wire.Packers.BuiltIn).DistinctBy(packer => packer.Name)
            : throw new InvalidOperationException($"A packer of the app is named \"{Wire.Packers.Snapshot.Name}\", which Sente uses between nodes: give it another name.");
    }
}
