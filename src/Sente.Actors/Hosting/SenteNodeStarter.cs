using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>Starts a node's actors in an actor system: gateway, user region, users, handlers.</summary>
internal sealed class SenteNodeStarter(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Name of the shard region; the same on every node.</summary>
    public const string RegionName = "sente-users";

    /// <summary>Starts the node; the answer comes when its region is there.</summary>
    /// <exception cref="InvalidOperationException">A limit is out of range, or two handlers have one pattern.</exception>
    public async Task<SenteNode> StartAsync(ActorSystem system, IActorRegistry registry, Action<SenteLimits>? configure)
    {
        // A copy: the app still holds the options, and the node's bounds don't change while it runs.
        var limits = (services.GetService<SenteLimits>() ?? new SenteLimits()).Copy();
        configure?.Invoke(limits);
        limits.Validate();

        var metrics = new SenteMetrics(services.GetService<IMeterFactory>());
        var node = Create(limits, services.GetService<TimeProvider>() ?? TimeProvider.System, metrics);
        node.GatewayActor = system.ActorOf(Actors.GatewayActor.Props(node), "sente-gateway");
        node.PresenceActor = system.ActorOf(Actors.PresenceActor.Props(node), "sente-presence");
        node.Region = await ClusterSharding.Get(system).StartAsync(
            RegionName,
            _ => UserActor.Props(node),
            ClusterShardingSettings.Create(system),
            new UserMessageExtractor(limits.Shards),
            ClusterSharding.Get(system).DefaultShardAllocationStrategy(ClusterShardingSettings.Create(system)),
            StopUser.Instance).ConfigureAwait(false);
        node.Users = system.ActorOf(UsersActor.Props(node), "sente");
        registry.Register<Users>(node.Users);
        node.OtherNodes = () => OtherNodes(system, node.Users);

        var watcher = system.ActorOf(HandlerWatcherActor.Props(node.Router.Failures), "sente-handler-watcher");
        var threads = new HandlerThreads(limits.MaxHandlerThreads);
        system.RegisterOnTermination(threads.Dispose);
        metrics.Observe("sente.handler.threads", "Threads of this node that run delegates", () => threads.Count);
        var handlers = new EventHandlers(node.Router, limits, system, watcher, threads, services);
        node.Handlers = handlers;
        var registrations = services.GetServices<HandlerRegistration>().ToArray();
        foreach (var registration in registrations)
        {
            handlers.Add(registration, registry);
        }

        NodePackers.For(system).Packers = node.Packers.Values.Append(Packer.Snapshot).ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);
        metrics.Observe("sente.posts", "Ajax POSTs of this node that wait for a reply", () => node.Posts.Count);
        metrics.Observe("sente.ports", "Open transports of this node", () => node.Ports.Count);
        metrics.Observe("sente.outbox.bytes", "Bytes that this node's outboxes hold", () => node.Budget.Bytes);
        node.Logger.NodeStarted(limits.Shards, registrations.Length);
        services.GetRequiredService<SenteNodeSlot>().Node = node;
        return node;
    }

    private static IEnumerable<ActorSelection> OtherNodes(ActorSystem system, IActorRef users)
    {
        var cluster = Cluster.Get(system);
        return cluster.State.Members
            .Where(member => member.Status is MemberStatus.Up && member.UniqueAddress != cluster.SelfUniqueAddress)
            .Select(member => system.ActorSelection(new RootActorPath(member.Address) / users.Path.Elements));
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
            Budget = new NodeBudget(limits.MaxNodeOutboxBytes),
        };
    }
}
