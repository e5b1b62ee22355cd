using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Pools of handler actors: the actor of each user, the credit of events, and the answers to failures.</summary>
public sealed class HandlerPoolSpec : SenteSpec
{
    private readonly PoolHandler _pool;
    private readonly FakePort _port;

    public HandlerPoolSpec()
    {
        _port = NewPort();
        _pool = new PoolHandler("test/*", 4, Node.Router.Failures);
        _pool.Parent = Sys.ActorOf(HandlerPoolActor.Props(_pool, Props.Create(() => new Worker(TestActor)), Node.Router.Failures));
        _pool.WaitUntilStarted();
        Handled(Sys.ActorOf(HandlerWatcherActor.Props(Node.Router.Failures)));
    }

    [Fact]
    public void A_users_events_go_to_one_actor_in_order()
    {
        for (var i = 0; i < 50; i++)
        {
            Send("u1", i);
        }

        var handled = Enumerable.Range(0, 50).Select(_ => ExpectMsg<Done>()).ToArray();
        Assert.Single(handled.Select(one => one.By).Distinct());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (object)(long)i), handled.Select(one => one.Data));
    }

    [Fact]
    public void Users_are_spread_over_the_pool()
    {
        for (var i = 0; i < 100; i++)
        {
            Send($"u{i}", i);
        }

        Assert.Equal(4, Enumerable.Range(0, 100).Select(_ => ExpectMsg<Done>().By).Distinct().Count());
    }

    [Fact]
    public void Credit_returns_when_the_actor_takes_the_event_from_its_mailbox()
    {
        Send("u1", "wait");
        ExpectMsg<Done>();
        Send("u1", 1);
        _port.Grants.Expect("credit for the first");
        Assert.Empty(_port.Grants);
        Worker.Gate.Release();
        ExpectMsg<Done>();
        _port.Grants.Expect("credit for the second");
    }

    [Fact]
    public void The_event_of_an_actor_that_throws_is_answered_error_and_the_actor_goes_on_with_the_next()
    {
        Send("u1", "throw", reply: true);
        Send("u1", 2);
        Assert.Equal(":chsk/error", System.Text.Encoding.UTF8.GetString(FishForMessage<HandlerReply>(_ => true).Content.Value.Snapshot.Span));
        ExpectMsg<Done>();
        Assert.IsType<InvalidOperationException>(Assert.Single(Errors).Exception);
        Assert.Equal(1, Counted("sente.handler.failures"));
    }

    [Fact]
    public void An_actor_that_throws_is_logged_once()
    {
        var akka = CreateTestProbe();
        Sys.EventStream.Subscribe(akka, typeof(Akka.Event.Error));
        Send("u1", "throw");
        Send("u1", 2);
        ExpectMsg<Done>();
        var line = Assert.Single(Lines.All);
        Assert.Equal(100, line.EventId);
        Assert.IsType<InvalidOperationException>(line.Exception);
        akka.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Client_data_that_an_actor_cannot_read_is_a_warning_without_a_stack()
    {
        var data = new EventData("{:first 7}"u8.ToArray(), Packers.Edn);
        _pool.Handle(new LocalEventMsg(Event.FromWire("test/read", data), "u1", "c1", RequestInfo.Empty, null, _port, 10), new EventQueue());
        AwaitAssert(() => Assert.Equal((104, null), Lines.All.Select(line => (line.EventId, line.Exception)).Single()));
        Assert.True(Assert.Single(Errors).IsClientFault);
    }

    [Fact]
    public void The_event_of_an_actor_that_throws_after_an_await_is_answered_error_too()
    {
        Send("u1", "throw-later", reply: true);
        Assert.Equal(":chsk/error", System.Text.Encoding.UTF8.GetString(ExpectMsg<HandlerReply>().Content.Value.Snapshot.Span));
    }

    [Fact]
    public void An_actor_that_ends_is_replaced_and_requests_in_its_mailbox_are_answered_error()
    {
        EventFilter.DeadLetter().Mute();
        Send("u1", "stop");
        Send("u1", 1, reply: true);
        Assert.Equal(":chsk/error", System.Text.Encoding.UTF8.GetString(ExpectMsg<HandlerReply>().Content.Value.Snapshot.Span));
        AwaitAssert(() =>
        {
            Send("u1", 2);
            ExpectMsg<Done>(TimeSpan.FromMilliseconds(200));
        });
    }

    [Fact]
    public void Credit_returns_for_events_that_reach_an_actor_which_has_ended()
    {
        EventFilter.DeadLetter().Mute();
        Send("u1", "stop");
        for (var i = 0; i < 10; i++)
        {
            Send("u1", i);
        }

        AwaitAssert(() => Assert.Equal(11, _port.Grants.Count));
    }

    [Fact]
    public void A_removed_pool_handles_the_events_that_it_has_received_then_ends()
    {
        Watch(_pool.Parent);
        for (var i = 0; i < 20; i++)
        {
            Send($"u{i}", i);
        }

        _pool.Removed();
        Assert.All(ReceiveN(20), done => Assert.IsType<Done>(done));
        ExpectTerminated(_pool.Parent);
    }

    private void Send(string uid, object data, bool reply = false)
    {
        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        _pool.Handle(
            new LocalEventMsg(new Event("test/work", data), uid, "c1", RequestInfo.Empty, reply ? new ConnectionReply(TestActor, callback) : null, _port, 10),
            new EventQueue());
    }

    internal sealed record Named(string First);

    internal sealed record Done(IActorRef By, object? Data) : Akka.Actor.INoSerializationVerificationNeeded;

    internal sealed class Worker : ReceiveActor
    {
        public static readonly SemaphoreSlim Gate = new(0);

        public Worker(IActorRef spec)
        {
            ReceiveAsync<EventMsg>(async msg =>
            {
                if (msg.Id == "test/read")
                {
                    msg.Data.As<Named>();
                }

                switch (msg.Data.ToValue())
                {
                    case "wait":
                        spec.Tell(new Done(Self, "wait"));
                        await Gate.WaitAsync();
                        break;
                    case "throw":
                        throw new InvalidOperationException("thrown");
                    case "throw-later":
                        await Task.Yield();
                        throw new InvalidOperationException("thrown later");
                    case "stop":
                        Context.Stop(Self);
                        break;
                    case var data:
                        spec.Tell(new Done(Self, data));
                        break;
                }
            });
        }
    }
}
