using System.Collections.Frozen;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>A node with its real region, in real time, without a host.</summary>
internal sealed class SpecNode
{
    private readonly ActorSystem _system;

    public SpecNode(ActorSystem system)
    {
        _system = system;
        var metrics = new SenteMetrics();
        var limits = new SenteLimits();
        var clientLog = new ClientLog(NullLogger.Instance, TimeProvider.System, metrics, limits.MaxClientLogLines);
        Node = new SenteNode
        {
            Limits = limits,
            Packers = new[] { Packer.Edn }.ToFrozenDictionary(packer => packer.Name),
            Router = new EventRouter(new HandlerFailures(NullLogger.Instance, clientLog, metrics, [])),
            Metrics = metrics,
            Logger = NullLogger.Instance,
            ClientLog = clientLog,
            Bans = new Bans(limits.MaxBans, TimeProvider.System, NullLogger.Instance),
            Budget = new NodeBudget(64 * 1024 * 1024, 16 * 1024 * 1024),
        };
        Node.GatewayActor = system.ActorOf(GatewayActor.Props(Node), "sente-gateway");
        Node.PresenceActor = system.ActorOf(PresenceActor.Props(Node), "sente-presence");
    }

    public SenteNode Node { get; }

    public async Task StartAsync()
    {
        Node.Region = await UserRegion.StartAsync(_system, Node);
        Node.Users = _system.ActorOf(UsersActor.Props(Node), "sente");
    }

    /// <summary>A fake transport that asks for its connection.</summary>
    public FakePort Attach(string uid, string clientId)
    {
        var port = new FakePort(Node.Gateway.NextNumber(), new PortTraits(TransportKind.WebSocket, "edn", false, TimeSpan.Zero, TimeSpan.FromSeconds(2.5), true));
        Node.Gateway.Attach(port, uid, clientId, EntityIds.Of(uid, clientId), RequestInfo.Empty);
        return port;
    }
}
