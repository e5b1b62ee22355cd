using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>Starts a node's actors in an actor system: gateway, users, handlers, and last the region, which lets clients' events in.</summary>
internal sealed class SenteNodeStarter(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Starts the node; the task ends when its region is there.</summary>
    /// <exception cref="InvalidOperationException">A limit is out of range, two handlers have one pattern, or the app's bans can't be loaded.</exception>
    public async Task<SenteNode> StartAsync(ActorSystem system, IActorRegistry registry, Action<SenteLimits>? configure)
    {
        var slot = services.GetRequiredService<SenteNodeSlot>();
        try
        {
            var node = await StartNodeAsync(system, registry, configure).ConfigureAwait(false);
            slot.Start(node);
            return node;
        }
        catch (Exception exception)
        {
            slot.Fail(exception);
            throw;
        }
    }

    private async Task<SenteNode> StartNodeAsync(ActorSystem system, IActorRegistry registry, Action<SenteLimits>? configure)
    {
        // A copy: the app still holds the options, and the node's bounds don't change while it runs.
        var limits = (services.GetService<SenteLimits>() ?? new SenteLimits()).Copy();
        configure?.Invoke(limits);
        limits.Validate();

        var metrics = new SenteMetrics(services.GetService<IMeterFactory>());
        var node = Create(limits, services.GetService<TimeProvider>() ?? TimeProvider.System, metrics);
        NodePackers.For(system).Packers = node.Packers.Values.Append(Packer.Snapshot).ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);
        await node.Bans.LoadAsync().ConfigureAwait(false);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "sente-bans", async () =>
        {
            await node.Bans.DisposeAsync().ConfigureAwait(false);
            return Done.Instance;
        });
        node.GatewayActor = system.ActorOf(Actors.GatewayActor.Props(node), "sente-gateway");
        node.PresenceActor = system.ActorOf(Actors.PresenceActor.Props(node), "sente-presence");
        node.OtherNodes = actor => UserRegion.OnOtherNodes(system, actor);
        node.BansActor = system.ActorOf(BansActor.Props(node), BansActor.Name);

        // Before the handlers: their actors may ask for it in their constructors. It keeps messages until there is a region.
        node.Users = system.ActorOf(UsersActor.Props(node), "sente");
        registry.Register<Users>(node.Users);
        var handlers = StartHandlers(node, system, registry);

        node.Region = await UserRegion.StartAsync(system, node).ConfigureAwait(false);
        node.Users.Tell(RegionStarted.Instance, ActorRefs.NoSender);
        system.ActorOf(NodeWatcherActor.Props(node), "sente-node-watcher");
        metrics.Observe("sente.bans", "Users whom this node keeps out for a time", () => node.Bans.Count);
        metrics.Observe("sente.posts", "Ajax POSTs of this node that wait for a reply", () => node.Posts.Count);
        metrics.Observe("sente.posts.in_flight", "Events by Ajax POSTs that handlers have not finished, or that wait for their turn", () => node.PostCredits.Events);
        metrics.Observe("sente.posts.in_flight.bytes", "Bytes of those events", () => node.PostCredits.Bytes);
        metrics.Observe("sente.incoming.bytes", "Bytes of messages and bodies that clients have begun to send", () => node.Incoming.Bytes);
        metrics.Observe("sente.ports", "Open transports of this node", () => node.Ports.Count);
        metrics.Observe("sente.outbox.bytes", "Bytes that this node's outboxes hold", () => node.Budget.Bytes);
        metrics.Observe("sente.outbox.away_bytes", "Bytes of them that wait for clients that are away", () => node.Budget.AwayBytes);
        node.Logger.NodeStarted(UserRegion.IsClustered(system) ? Invariant($"in {limits.Shards} shards of a cluster") : "alone", handlers);
        return node;
    }

    private int StartHandlers(SenteNode node, ActorSystem system, IActorRegistry registry)
    {
        node.HandlerWatcher = system.ActorOf(HandlerWatcherActor.Props(node.Router.Failures), "sente-handler-watcher");
        var threads = new HandlerThreads(node.Limits.MaxHandlerThreads);
        system.RegisterOnTermination(threads.Dispose);
        node.Metrics.Observe("sente.handler.threads", "Threads of this node that run delegates", () => threads.Count);
        var handlers = new EventHandlers(node.Router, node.Limits, system, node.HandlerWatcher, threads, services);
        node.Handlers = handlers;
        var registrations = services.GetServices<HandlerRegistration>().ToArray();
        foreach (var registration in registrations)
        {
            handlers.Add(registration, registry);
        }

        services.GetRequiredService<StartingEventHandlers>().Start(handlers);
        return registrations.Length;
    }

    /// <summary>The app's packers, which may stand in for ours of the same name, and ours.</summary>
    /// <exception cref="InvalidOperationException">A packer has the name by which nodes know the form they send values to each other in.</exception>
    private FrozenDictionary<string, Packer> Packers()
    {
        Packer[] own = [.. services.GetServices<Packer>()];
        return own.All(packer => packer.Name != Packer.Snapshot.Name)
            ? own.Concat(Packer.BuiltIn).DistinctBy(packer => packer.Name).ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal)
            : throw new InvalidOperationException($"A packer of the app is named \"{Packer.Snapshot.Name}\", which Sente uses between nodes: name it otherwise.");
    }

    private SenteNode Create(SenteLimits limits, TimeProvider time, SenteMetrics metrics)
    {
        var logger = loggers.CreateLogger("Sente.Actors");
        var clientLog = new ClientLog(logger, time, metrics, limits.MaxClientLogLines);
        var failures = new HandlerFailures(logger, clientLog, metrics, services.GetServices<Action<HandlerError>>());
        return new SenteNode
        {
            Limits = limits,
            Time = time,
            Packers = Packers(),
            Router = new EventRouter(failures),
            Metrics = metrics,
            Logger = logger,
            ClientLog = clientLog,
            Bans = new Bans(limits.MaxBans, time, logger, services.GetService<IBanStore>()),
            Budget = new NodeBudget(limits.MaxNodeOutboxBytes, limits.MaxNodeAwayOutboxBytes),
        };
    }
}
