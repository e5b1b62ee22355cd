using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>A pool whose actors can't be started: attempts with growing pauses, one log line, and events that fail at once.</summary>
public sealed class HandlerPoolStartSpec : SenteSpec
{
    private const int PoolDown = 106;
    private const int PoolUp = 107;
    private const int HandlerDown = 108;

    private readonly Switch _switch = new();
    private PoolHandler? _pool;

    [Fact]
    public void Pauses_double_up_to_the_longest_pause()
    {
        var backOff = new PoolBackOff(2);
        var pauses = Enumerable.Range(0, 12).Select(_ => backOff.Failed(0)).ToArray();
        Assert.Equal([200, 400, 800, 1600], pauses.Take(4).Select(pause => pause.TotalMilliseconds));
        Assert.Equal(PoolBackOff.LongestPause, pauses[^1]);
        Assert.Equal(PoolBackOff.FirstPause, backOff.Failed(1));
        Assert.Null(backOff.Started(0));
        Assert.Equal(13, backOff.Started(1));
        Assert.Equal(0, backOff.Down);
    }

    [Fact]
    public void An_actor_that_cannot_be_created_is_started_again_after_a_pause_that_doubles()
    {
        StartPool();
        ExpectAttempts(1);
        for (var pause = PoolBackOff.FirstPause; pause < TimeSpan.FromSeconds(10); pause *= 2)
        {
            Advance(pause - TimeSpan.FromMilliseconds(1));
            Handled(_pool!.Parent);
            Assert.Equal(_switch.Attempts, Counted("sente.handler.pool_start_failures"));
            var before = _switch.Attempts;
            Advance(TimeSpan.FromMilliseconds(1));
            ExpectAttempts(before + 1);
        }

        var line = Assert.Single(Lines.Of(PoolDown));
        Assert.Contains("test/*", line.Text, StringComparison.Ordinal);
        Assert.IsType<ActorInitializationException>(line.Exception);
    }

    [Fact]
    public void Meanwhile_requests_are_answered_error_at_once_and_the_log_has_one_line_for_each_client()
    {
        StartPool();
        ExpectAttempts(1);
        for (var i = 0; i < 20; i++)
        {
            Send();
            Assert.Equal(":chsk/error", System.Text.Encoding.UTF8.GetString(ExpectMsg<HandlerReply>().Content.Value.Snapshot.Span));
        }

        Assert.Single(Lines.Of(HandlerDown));
        Assert.Equal(20, Counted("sente.handler.failures"));
    }

    [Fact]
    public void A_pool_receives_events_again_as_soon_as_its_actor_can_be_created()
    {
        StartPool();
        ExpectAttempts(1);
        _switch.Fails = false;
        Advance(PoolBackOff.FirstPause);
        AwaitAssert(() => Assert.Single(Lines.Of(PoolUp)));
        Send();
        ExpectMsg("handled");
    }

    [Fact]
    public void An_actor_that_throws_whenever_it_starts_does_not_spin()
    {
        _switch.Fails = false;
        _switch.ThrowsOnce = true;
        StartPool();
        AwaitAssert(() => Assert.Equal(1, Counted("sente.handler.pool_start_failures")));
        Assert.Equal(10, _switch.Attempts);
        AwaitAssert(() => Assert.Single(Lines.Of(PoolDown)));
    }

    [Fact]
    public void A_removed_pool_that_is_down_ends()
    {
        StartPool();
        ExpectAttempts(1);
        Watch(_pool!.Parent);
        _pool.Removed();
        ExpectTerminated(_pool.Parent);
    }

    private void StartPool()
    {
        _pool = new PoolHandler("test/*", 1, Node.Router.Failures);
        _pool.Parent = Sys.ActorOf(HandlerPoolActor.Props(_pool, Props.Create(() => new Worker(_switch, TestActor)), Node.Router.Failures));
        _pool.WaitUntilStarted();
    }

    private void ExpectAttempts(int count)
    {
        AwaitAssert(() =>
        {
            Assert.Equal(count, _switch.Attempts);
            Assert.Equal(count, Counted("sente.handler.pool_start_failures"));
        });
        Handled(_pool!.Parent);
    }

    private void Send()
    {
        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        _pool!.Handle(new LocalEventMsg(new Event("test/work"), "u1", "c1", RequestInfo.Empty, new ConnectionReply(TestActor, callback)), new EventQueue());
    }

    internal sealed class Switch
    {
        private int _attempts;

        public bool Fails { get; set; } = true;

        public bool ThrowsOnce { get; set; }

        public int Attempts => Volatile.Read(ref _attempts);

        public void Attempt()
        {
            Interlocked.Increment(ref _attempts);
            if (Fails)
            {
                throw new InvalidOperationException("no database");
            }
        }
    }

    internal sealed class Worker : ReceiveActor
    {
        public Worker(Switch made, IActorRef spec)
        {
            made.Attempt();
            Receive<EventMsg>(_ => spec.Tell("handled"));
            Receive<string>(_ => throw new InvalidOperationException("at its start"));
            if (made.ThrowsOnce)
            {
                Self.Tell("throw");
            }
        }
    }
}
