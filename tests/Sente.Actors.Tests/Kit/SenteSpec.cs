using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Sente.Actors.Tests;

/// <summary>
/// Base of the actor specs: an actor system with virtual time in which every message is serialized, unless it says that it never leaves a
/// node, and a node without sharding whose region and users are probes.
/// </summary>
public abstract class SenteSpec : TestKit
{
    private static readonly Config Virtual = ConfigurationFactory.ParseString(
        """
        akka {
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          actor.serialize-messages = on
          loglevel = WARNING
          test.default-timeout = 10s
        }
        """);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly SenteMetrics _metrics = new();

    protected SenteSpec()
        : base(Virtual.WithFallback(SenteHocon.Reference))
    {
        Clock = new VirtualTime(Scheduler);
        Region = CreateTestProbe("region");
        Presence = CreateTestProbe("presence");
        Users = CreateTestProbe("users");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_metrics.Owns(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
        Node = CreateNode();
    }

    protected TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    protected TimeProvider Clock { get; }

    protected TestProbe Region { get; }

    protected TestProbe Presence { get; }

    /// <summary>Stands for the actor that apps Tell pushes to.</summary>
    protected TestProbe Users { get; }

    /// <summary>All that was logged.</summary>
    internal SpecLog Lines { get; } = new();

    internal SenteLimits Limits { get; } = new() { MaxNodeOutboxBytes = 64 * 1024 * 1024, MaxNodeAwayOutboxBytes = 16 * 1024 * 1024 };

    internal SenteNode Node { get; }

    internal List<HandlerError> Errors { get; } = [];

    /// <summary>What a counter of the meter stands at.</summary>
    protected long Counted(string name) => _counts.GetValueOrDefault(name);

    /// <summary>Lets time pass for timers and clocks alike.</summary>
    protected void Advance(TimeSpan time) => Scheduler.Advance(time);

    /// <summary>Waits until an actor has handled all that was told it before.</summary>
    protected void Handled(IActorRef actor)
    {
        var probe = CreateTestProbe();
        actor.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }

    /// <summary>Makes a fake transport known to the node, and the attach that asks for its connection.</summary>
    internal Attach NewAttach(FakePort port, string uid = "u1", string clientId = "c1") =>
        new(EntityIds.Of(uid, clientId), uid, clientId, Node.Actors.Gateway, port.Number, port.Traits, RequestInfo.Empty);

    internal FakePort NewPort(
        TransportKind kind = TransportKind.WebSocket,
        bool extended = false,
        TimeSpan sendBuffer = default,
        bool handshake = true,
        string? secret = null)
    {
        var port = new FakePort(Node.Ports.NextNumber(), new PortTraits(kind, "edn", extended, sendBuffer, TimeSpan.FromSeconds(2.5), handshake, SessionSecret: secret));
        Node.Ports.Add(port);
        return port;
    }

    internal static Deliver DeliverOf(params Event[] events) => new([.. events.Select(evt => evt.Encoded)], Flush: false, Tracker: null);

    internal static IEnumerable<Event> Numbered(int count, int from = 0) => Enumerable.Range(from, count).Select(i => new Event("test/pushed", i));

    protected override void AfterAll()
    {
        base.AfterAll();
        _listener.Dispose();
        _metrics.Dispose();
    }

    private SenteNode CreateNode()
    {
        var parts = new NodeParts(Limits, Clock, _metrics, Lines, [error =>
        {
            lock (Errors)
            {
                Errors.Add(error);
            }
        }]);
        var gateway = Sys.ActorOf(GatewayActor.Props(parts.Services, parts.Transports), "sente-gateway");
        return parts.Node(parts.UserServices(gateway, Users, Presence), gateway, ActorRefs.Nobody, Region);
    }

    private sealed class VirtualTime(TestScheduler scheduler) : TimeProvider
    {
        // Timestamps go through doubles on their way to a TimeSpan: small ones keep every tick.
        private readonly long _start = scheduler.Now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => scheduler.Now.UtcTicks - _start;

        public override DateTimeOffset GetUtcNow() => scheduler.Now;
    }
}
