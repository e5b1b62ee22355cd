using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit;

namespace Sente.Actors.Tests;

/// <summary>The life of a user: connections, refusals, passivation. A probe takes the shard's place.</summary>
public sealed class UserActorSpec : SenteSpec
{
    private readonly TestProbe _shard;
    private readonly TestProbe _asker;
    private readonly IActorRef _user;

    public UserActorSpec()
    {
        _shard = CreateTestProbe("shard");
        _asker = CreateTestProbe("asker");
        _user = _shard.ChildActorOf(UserActor.Props(Node.UserServices));
    }

    [Fact]
    public void A_push_reaches_all_of_a_users_clients_and_its_result_counts_them()
    {
        var ports = new[] { Attached("c1"), Attached("c2"), Attached("c3") };
        _user.Tell(PushOf(new Event("test/pushed", 1)), _asker);
        Assert.All(ports, port => Assert.Equal("[[[:test/pushed 1]] nil]", port.ExpectFrame()));
        Assert.Equal(3, _asker.ExpectMsg<PushResult>().Written);
    }

    [Fact]
    public void A_push_to_one_client_reaches_no_other()
    {
        var one = Attached("c1");
        var other = Attached("c2");
        _user.Tell(PushOf(new Event("test/pushed", 1)) with { ClientId = "c1" }, _asker);
        Assert.Equal("[[[:test/pushed 1]] nil]", one.ExpectFrame());
        Assert.Equal(1, _asker.ExpectMsg<PushResult>().Written);
        Assert.Empty(other.TakeFrames());
    }

    [Fact]
    public void A_push_to_a_user_without_clients_is_answered_nothing_and_leaves_no_actor()
    {
        _user.Tell(PushOf(new Event("test/pushed", 1)), _asker);
        var result = _asker.ExpectMsg<PushResult>();
        Assert.Equal((0, 0, 0), (result.Written, result.Waiting, result.Refused.Count));
        Assert.IsType<StopUser>(_shard.ExpectMsg<Passivate>().StopMessage);
        _shard.Watch(_user);
        _user.Tell(StopUser.Instance);
        _shard.ExpectTerminated(_user);
    }

    [Fact]
    public void While_it_stops_pushes_are_answered_in_place_and_an_attach_goes_back_through_the_region()
    {
        _user.Tell(PushOf(new Event("test/pushed", 1)), _asker);
        _shard.ExpectMsg<Passivate>();
        _asker.ExpectMsg<PushResult>();
        _user.Tell(PushOf(new Event("test/pushed", 2)), _asker);
        Assert.Equal(0, _asker.ExpectMsg<PushResult>().Written);
        var port = NewPort();
        _user.Tell(NewAttach(port));
        Assert.Equal(port.Number, Users.ExpectMsg<Attach>().Port);
    }

    [Fact]
    public void When_the_last_connections_retention_is_over_the_user_passivates()
    {
        Attached("c1").End();
        Attached("c2").End();
        Handled(_user);
        AwaitAssert(() =>
        {
            Advance(Limits.Retention);
            _shard.ExpectMsg<Passivate>(TimeSpan.FromMilliseconds(100));
        });
    }

    [Fact]
    public void A_user_has_at_most_so_many_connections_but_a_known_client_may_return()
    {
        Limits.MaxConnectionsPerUser = 2;
        Attached("c1");
        Attached("c2");
        var refused = NewPort();
        _user.Tell(NewAttach(refused, clientId: "c3"));
        Assert.Equal(1013, refused.Refusals.Expect("the refusal").Code);
        Attached("c2");
        Assert.Equal(1, Counted("sente.connections.refused"));
    }

    [Fact]
    public void Only_connected_clients_count_the_one_that_is_away_for_longest_gives_way()
    {
        Limits.MaxConnectionsPerUser = 3;
        Left("c1");
        Advance(TimeSpan.FromSeconds(1));
        Left("c2");
        Attached("c3");
        var waiting = CreateTestProbe();
        _user.Tell(PushOf(new Event("test/pushed", 1)), waiting);
        Assert.Equal((1, 2), waiting.ExpectMsg<PushResult>() is var result ? (result.Written, result.Waiting) : default);
        Attached("c4");

        // c1 was removed, so c2 still has its connection.
        Assert.Equal("[[[:test/pushed 1]] nil]", Attached("c2").ExpectFrame());
        Assert.Equal(1, Counted("sente.events.dropped"));
        Assert.Equal(0, Counted("sente.connections.refused"));
        AssertRefused("c5");
    }

    [Fact]
    public void A_hundred_page_loads_lock_nobody_out()
    {
        for (var load = 0; load < 2 * Limits.MaxConnectionsPerUser; load++)
        {
            Left(Invariant($"c{load}"));
        }

        Attached("last");
    }

    [Fact]
    public void A_client_between_two_polls_counts_as_connected_until_the_next_one_is_overdue()
    {
        Limits.MaxConnectionsPerUser = 1;
        var poll = NewPort(TransportKind.Ajax, handshake: false);
        _user.Tell(NewAttach(poll));
        poll.ExpectAttached();
        poll.End();
        Handled(poll.Connection);
        Handled(_user);
        AssertRefused("c2");
        Advance(poll.Traits.CloseGrace);
        Attached("c2");
    }

    [Fact]
    public void A_client_that_is_back_before_its_leaving_is_known_counts_as_connected()
    {
        Limits.MaxConnectionsPerUser = 1;
        var port = Attached("c1");
        _user.Tell(new ConnectionAway("c1", 1, TimeSpan.Zero), port.Connection);
        Handled(_user);
        Attached("c1");
        _user.Tell(new ConnectionAway("c1", 1, TimeSpan.Zero), port.Connection);
        AssertRefused("c2");
    }

    [Fact]
    public void A_client_that_takes_the_place_of_another_keeps_its_user_present()
    {
        Limits.MaxConnectionsPerUser = 1;
        Left("c1");
        Assert.True(Presence.ExpectMsg<UserPresence>().Ws);
        var newer = Attached("c2");
        Handled(newer.Connection);
        Handled(_user);
        Presence.ExpectNoMsg(TimeSpan.Zero);
        newer.End();
        Handled(newer.Connection);
        Advance(newer.Traits.CloseGrace);
        Assert.False(Presence.ExpectMsg<UserPresence>().Ws);
    }

    [Fact]
    public void A_client_that_broke_a_bound_is_refused_for_five_seconds_then_ten_and_others_are_not()
    {
        foreach (var seconds in new[] { 5, 10 })
        {
            var port = Attached("c1");
            port.End(misbehaved: true);
            Handled(port.Connection);
            AssertRefused("c1");
            Attached("c2");
            Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            AssertRefused("c1");
            Advance(TimeSpan.FromMilliseconds(1));
        }

        Attached("c1");
    }

    [Fact]
    public void Closing_a_user_closes_all_its_clients_which_may_come_straight_back()
    {
        var ports = new[] { Attached("c1"), Attached("c2") };
        _user.Tell(new CloseEntity("u/u1", null));
        Assert.All(ports, port => Assert.Equal(PortClose.ByApp, port.Closes.Expect("the close")));
        Attached("c1");
    }

    [Fact]
    public void Closing_a_user_for_a_time_keeps_all_its_clients_out_even_when_nobody_was_there()
    {
        _user.Tell(new CloseEntity("u/u1", TimeSpan.FromMinutes(5)));
        _shard.ExpectMsg<Passivate>();
        AssertNextLifeRefuses("c1");
        Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        AssertNextLifeRefuses("c2");
        Advance(TimeSpan.FromSeconds(1));
        var port = NewPort();
        NextLife().Tell(NewAttach(port, clientId: "c1"));
        port.ExpectAttached();
    }

    [Fact]
    public void A_ban_that_meets_a_user_who_is_stopping_holds()
    {
        _user.Tell(PushOf(new Event("test/pushed", 1)), _asker);
        _shard.ExpectMsg<Passivate>();
        _user.Tell(new CloseEntity("u/u1", TimeSpan.FromHours(1)));
        _user.Tell(StopUser.Instance);
        _shard.Watch(_user);
        _shard.ExpectTerminated(_user);
        AssertNextLifeRefuses("c1");
    }

    [Fact]
    public void A_ban_of_no_time_lifts_the_one_before()
    {
        _user.Tell(new CloseEntity("u/u1", TimeSpan.FromHours(1)));
        _user.Tell(new CloseEntity("u/u1", TimeSpan.Zero));
        Handled(_user);
        var port = NewPort();
        NextLife().Tell(NewAttach(port));
        port.ExpectAttached();
    }

    [Fact]
    public void A_connection_that_fails_ends_its_port_and_the_client_gets_a_new_one()
    {
        var akka = CreateTestProbe();
        Sys.EventStream.Subscribe(akka, typeof(Akka.Event.Error));
        Attached("c2");
        var port = Attached("c1");
        port.Connection.Tell(new Deliver([null!], false, null));
        port.Closes.Expect("the close");
        Assert.NotEqual(port.Connection, Attached("c1").Connection);
        Assert.Equal(206, Assert.Single(Lines.All).EventId);
        akka.ExpectNoMsg(TimeSpan.Zero);
    }

    private static Push PushOf(params Event[] events) =>
        new("u/u1", 1, 1, [.. events.Select(evt => evt.Encoded)], null, Flush: false, WantsResult: true);

    private IActorRef NextLife() => CreateTestProbe().ChildActorOf(UserActor.Props(Node.UserServices));

    private void AssertNextLifeRefuses(string clientId)
    {
        var port = NewPort();
        NextLife().Tell(NewAttach(port, clientId: clientId));
        Assert.Equal(1013, port.Refusals.Expect("the refusal").Code);
    }

    private void AssertRefused(string clientId)
    {
        var port = NewPort();
        _user.Tell(NewAttach(port, clientId: clientId));
        Assert.Equal(1013, port.Refusals.Expect("the refusal").Code);
    }

    /// <summary>Attaches a client that leaves at once, and waits until its user knows.</summary>
    private void Left(string clientId)
    {
        var port = Attached(clientId);
        port.End();
        Handled(port.Connection);
        Handled(_user);
    }

    private FakePort Attached(string clientId)
    {
        var port = NewPort();
        _user.Tell(NewAttach(port, clientId: clientId));
        port.ExpectAttached();
        return port;
    }
}
