using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Sente.Actors.Tests;

/// <summary>
/// The base class of the actor specs: an actor system with virtual time that serializes every message which may leave a node, and a node without
/// sharding whose region and <see cref="Sente.Users"/> actor are probes.
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

    /// <summary>Replaces the actor to which apps send pushes.</summary>
    protected TestProbe Users { get; }

    /// <summary>The log.</summary>
    internal SpecLog Lines { get; } = new();

    internal SenteLimits Limits { get; } = new() { MaxNodeOutboxBytes = 64 * 1024 * 1024, MaxNodeAwayOutboxBytes = 16 * 1024 * 1024 };

    internal SenteNode Node { get; }

    internal List<HandlerError> Errors { get; } = [];

    /// <summary>Returns the value of a counter of the node.</summary>
    protected long Counted(string name) => _counts.GetValueOrDefault(name);

    /// <summary>Advances the time of timers and clocks.</summary>
    protected void Advance(TimeSpan time) => Scheduler.Advance(time);

    /// <summary>Waits until an actor has handled all messages that were sent to it before.</summary>
    protected void Handled(IActorRef actor)
    {
        var probe = CreateTestProbe();
        actor.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }

    /// <summary>Returns the attach of a port.</summary>
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
        // Timestamps are converted to doubles before they become a TimeSpan; small ones lose no tick.
        private readonly long _start = scheduler.Now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => scheduler.Now.UtcTicks - _start;

        public override DateTimeOffset GetUtcNow() => scheduler.Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new VirtualTimer(scheduler, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    /// <summary>A timer that fires once, when the virtual time has come.</summary>
    private sealed class VirtualTimer(TestScheduler scheduler, Action fire) : ITimer
    {
        private ICancelable? _scheduled;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _scheduled?.Cancel();
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _scheduled = scheduler.Advanced.ScheduleOnceCancelable(dueTime, fire);
            }

            return true;
        }

        public void Dispose() => _scheduled?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
