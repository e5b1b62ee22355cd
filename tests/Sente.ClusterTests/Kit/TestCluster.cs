using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sente.Actors;
using Sente.Actors.Tests;

namespace Sente.ClusterTests;

/// <summary>Several nodes in this process. Each is a host with its own actor system; remoting on loopback connects them.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Hocon =
        """
        akka {
          loglevel = WARNING
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster.min-nr-of-members = 1
          cluster.sharding.distributed-data.majority-min-cap = 1
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<IHost> _hosts = [];
    private int _regions;

    public IReadOnlyList<SenteNode> Nodes => [.. _hosts.Select(host => host.Services.GetRequiredService<NodeAccessor>().Node)];

    /// <summary>Starts nodes and waits until all of them can have users.</summary>
    public static async Task<TestCluster> StartAsync(int nodes, Action<SenteBuilder>? handlers = null)
    {
        var cluster = new TestCluster();
        for (var i = 0; i < nodes; i++)
        {
            await cluster.AddAsync(handlers);
        }

        return cluster;
    }

    /// <summary>Creates the host of a node. It joins no cluster by itself.</summary>
    /// <param name="handlers">Adds the handlers of the node; null: none.</param>
    /// <param name="userRole">The role of the nodes on which users live; null: all nodes.</param>
    /// <param name="ownRole">The role of this node; null: none.</param>
    public static IHost CreateHost(Action<SenteBuilder>? handlers = null, string? userRole = null, string? ownRole = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddAkka("sente", akka => akka.AddHocon($"akka.cluster.roles = [{ownRole}]\n{Hocon}", HoconAddMode.Prepend).WithSente(role: userRole));
        builder.Services.AddHealthChecks().AddSente();
        var sente = builder.Services.AddSenteHandlers();
        handlers?.Invoke(sente);
        return builder.Build();
    }

    public IServiceProvider Services(int node) => _hosts[node].Services;

    /// <summary>Returns a uid whose actor runs on the node. Starts users until the shard region places one there.</summary>
    public string UserOn(int node)
    {
        for (var i = 0; i < 1000; i++)
        {
            var uid = $"user-{i}";
            var port = Attach(0, uid, "probe");
            port.ExpectAttached();
            var home = Home(port);
            port.End();
            if (home == node)
            {
                return uid;
            }
        }

        throw new InvalidOperationException($"None of 1,000 users lives on node {node}.");
    }

    /// <summary>Returns the index of the node on which a port's connection actor runs.</summary>
    public int Home(FakePort port)
    {
        var address = port.Connection.Path.Address;
        return address.HasLocalScope
            ? Nodes.ToList().FindIndex(node => node.Ports.TryGet(port.Number, out _))
            : _hosts.FindIndex(host => Cluster.Get(host.Services.GetRequiredService<ActorSystem>()).SelfAddress == address);
    }

    /// <summary>Attaches a fake transport on a node.</summary>
    public FakePort Attach(int node, string uid, string clientId)
    {
        var home = Nodes[node];
        var port = new FakePort(home.Gateway.NextNumber(), new PortTraits(TransportKind.WebSocket, "edn", false, TimeSpan.Zero, TimeSpan.FromSeconds(2.5), true));
        home.Gateway.Attach(port, uid, clientId, EntityIds.Of(uid, clientId), RequestInfo.Empty);
        return port;
    }

    /// <summary>Stops one node gracefully: it leaves the cluster.</summary>
    public async Task StopAsync(int node)
    {
        var host = _hosts[node];
        _hosts.RemoveAt(node);
        _regions--;
        await host.StopAsync();
        host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    /// <summary>Adds a node, and waits until the coordinator can place users on it, unless it lacks the role.</summary>
    /// <param name="handlers">Adds the handlers of the node; null: none.</param>
    /// <param name="userRole">The role of the nodes on which users live; null: all nodes.</param>
    /// <param name="ownRole">The role of this node; null: none.</param>
    public async Task AddAsync(Action<SenteBuilder>? handlers = null, string? userRole = null, string? ownRole = null)
    {
        var host = CreateHost(handlers, userRole, ownRole);
        _hosts.Add(host);
        await host.StartAsync();
        _regions += userRole is null || userRole == ownRole ? 1 : 0;

        var joined = Cluster.Get(host.Services.GetRequiredService<ActorSystem>());
        var seed = Cluster.Get(_hosts[0].Services.GetRequiredService<ActorSystem>());
        using var patience = new CancellationTokenSource(Patience);
        await joined.JoinAsync(seed.SelfAddress, patience.Token);

        // The coordinator places users only in regions that it knows. It must know all of them before a spec asks where a user is.
        while ((await Nodes[0].Actors.Region.Ask<CurrentRegions>(GetCurrentRegions.Instance, Patience)).Regions.Count < _regions)
        {
            await Task.Yield();
        }
    }
}
