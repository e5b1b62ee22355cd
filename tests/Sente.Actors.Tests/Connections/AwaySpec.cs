using Akka.Actor;
using Akka.TestKit;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>What is kept for a client that is away: no more than it could prove to be its own, and nothing at the cost of connected clients.</summary>
public sealed class AwaySpec : SenteSpec
{
    private readonly TestProbe _user;
    private readonly TestProbe _asker;

    public AwaySpec()
    {
        _user = CreateTestProbe("user");
        _user.IgnoreMessages(message => message is ConnectionPresence or ConnectionAway);
        _asker = CreateTestProbe("asker");
    }

    [Theory]
    [InlineData(false, TransportKind.WebSocket, false, 0, 0)]
    [InlineData(false, TransportKind.Ajax, false, 20, 10_000)]
    [InlineData(false, TransportKind.WebSocket, true, 60, 10_000)]
    [InlineData(false, TransportKind.Ajax, true, 60, 10_000)]
    [InlineData(true, TransportKind.WebSocket, false, 30, 512)]
    [InlineData(true, TransportKind.Ajax, false, 60, 10_000)]
    [InlineData(true, TransportKind.WebSocket, true, 60, 10_000)]
    [InlineData(true, TransportKind.Ajax, true, 60, 10_000)]
    public void What_is_kept_depends_on_who_could_claim_it(bool isProven, TransportKind kind, bool extended, int seconds, int events)
    {
        var away = AwayRetention.For(isProven, NewPort(kind, extended).Traits, Limits);
        Assert.Equal((TimeSpan.FromSeconds(seconds), events, events == 0), (away.Time, away.Events, away.KeepsNothing));
    }

    [Fact]
    public void A_shorter_retention_holds_for_stock_clients_too()
    {
        Limits.Retention = TimeSpan.FromSeconds(5);
        Assert.Equal(Limits.Retention, AwayRetention.For(true, NewPort().Traits, Limits).Time);
        Assert.Equal(Limits.Retention, AwayRetention.For(false, NewPort(TransportKind.Ajax).Traits, Limits).Time);
    }

    [Fact]
    public void For_a_stock_client_without_a_user_nothing_waits_and_its_connection_ends_with_the_grace()
    {
        var handler = CreateTestProbe();
        using var registration = Node.Router.Add(EventPattern.Parse("test/*"), new ActorHandler("test/*", handler, Node.Router.Failures, _ => { }));
        var port = Attached(Uid.Nil, NewPort());
        port.Connection.Tell(new ClientEvent(port.Number, false, new Event("test/ask"), new CallbackId("\"cb\""u8, Packers.Edn), 1));
        var reply = handler.ExpectMsg<EventMsg>().Reply!;
        port.WritesAtOnce = false;
        Ask(port.Connection, Numbered(2));
        port.ExpectFrame();
        Leave(port);
        Assert.Equal(PushRefusalReason.ConnectionEnded, Assert.Single(_asker.ExpectMsg<PushResult>().Refused).Reason);
        Assert.Equal(2, Counted("sente.events.dropped"));

        Ask(port.Connection, Numbered(1));
        Assert.Equal(PushRefusalReason.ConnectionEnded, Assert.Single(_asker.ExpectMsg<PushResult>().Refused).Reason);
        reply.Send(1);
        Handled(port.Connection);
        Assert.Equal(0, Node.Outboxes.Bytes);
        Assert.Equal(1, Counted("sente.replies.late"));
        Assert.Empty(Lines.All);
        Advance(port.Traits.CloseGrace);
        _user.ExpectMsg<ConnectionExpired>();
    }

    [Fact]
    public void For_a_polling_client_without_a_user_events_wait_until_its_next_poll_is_overdue()
    {
        var port = Attached(Uid.Nil, NewPort(TransportKind.Ajax));
        Leave(port);
        Ask(port.Connection, Numbered(1));
        Assert.Equal(1, _asker.ExpectMsg<PushResult>().Waiting);
        Advance(TimeSpan.FromSeconds(20));
        _user.ExpectMsg<ConnectionExpired>();
    }

    [Fact]
    public void For_a_stock_client_the_newest_events_wait_up_to_its_bound()
    {
        Limits.MaxAwayStockSocketEvents = 3;
        var port = Attached("u1", NewPort());
        Leave(port);
        foreach (var evt in Numbered(5))
        {
            port.Connection.Tell(DeliverOf(evt));
        }

        var again = Attached("u1", NewPort(), port.Connection);
        Assert.Equal("[[[:test/pushed 2] [:test/pushed 3] [:test/pushed 4]] nil]", again.ExpectFrame());
        Assert.Equal(2, Counted("sente.events.dropped"));
        Assert.Empty(again.Closes);
    }

    [Fact]
    public void What_a_stock_client_had_not_been_written_when_it_left_is_cut_to_the_same_bound()
    {
        Limits.MaxAwayStockSocketEvents = 3;
        var port = Attached("u1", NewPort());
        port.WritesAtOnce = false;
        Ask(port.Connection, Numbered(2));
        port.ExpectFrame();
        Ask(port.Connection, Numbered(3, from: 2));
        Leave(port);
        Assert.Equal(PushRefusalReason.OutboxFull, Assert.Single(_asker.ExpectMsg<PushResult>().Refused).Reason);
        Assert.Equal(1, _asker.ExpectMsg<PushResult>().Waiting);
        Assert.Equal("[[[:test/pushed 2] [:test/pushed 3] [:test/pushed 4]] nil]", Attached("u1", NewPort(), port.Connection).ExpectFrame());
    }

    [Theory]
    [InlineData(OverflowPolicy.Close)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    public void An_event_that_is_larger_than_the_bound_is_refused_and_costs_no_other_its_place(OverflowPolicy policy)
    {
        Limits.OutboxOverflow = policy;
        Limits.MaxAwayStockSocketBytes = 100;
        var port = Attached("u1", NewPort());
        Leave(port);
        port.Connection.Tell(DeliverOf([.. Numbered(1)]));
        Ask(port.Connection, [new Event("test/large", new string('x', 200))]);
        Assert.Equal(PushRefusalReason.OutboxFull, Assert.Single(_asker.ExpectMsg<PushResult>().Refused).Reason);
        Assert.Equal("[[[:test/pushed 0]] nil]", Attached("u1", NewPort(), port.Connection).ExpectFrame());
    }

    [Fact]
    public void Clients_that_are_away_never_take_the_budget_of_connected_clients()
    {
        var away = Attached("u1", NewPort(extended: true));
        Leave(away);
        Assert.True(Node.Outboxes.TryTake(16 * 1024 * 1024 - 10, away: true));
        Ask(away.Connection, [new Event("test/large", new string('x', 200))]);
        Assert.Equal(PushRefusalReason.NodeFull, Assert.Single(_asker.ExpectMsg<PushResult>().Refused).Reason);

        var here = Attached("u1", NewPort(extended: true));
        Ask(here.Connection, Numbered(1));
        Assert.Equal(1, _asker.ExpectMsg<PushResult>().Written);
        Node.Outboxes.Return(16 * 1024 * 1024 - 10, away: true);
    }

    [Fact]
    public void Bytes_of_a_client_that_leaves_and_comes_back_change_accounts_and_are_given_back_once()
    {
        var port = Attached("u1", NewPort(extended: true));
        Ask(port.Connection, Numbered(3));
        _asker.ExpectMsg<PushResult>();
        var held = Node.Outboxes.Bytes;
        Assert.Equal((true, 0), (held > 0, Node.Outboxes.AwayBytes));
        Leave(port);
        Assert.Equal((held, held), (Node.Outboxes.Bytes, Node.Outboxes.AwayBytes));
        Ask(port.Connection, Numbered(3));
        _asker.ExpectMsg<PushResult>();
        Assert.Equal((2 * held, 2 * held), (Node.Outboxes.Bytes, Node.Outboxes.AwayBytes));
        var again = Attached("u1", NewPort(extended: true), port.Connection);
        Assert.Equal((2 * held, 0), (Node.Outboxes.Bytes, Node.Outboxes.AwayBytes));
        port.Connection.Tell(new ClientAck(again.Number, 6));
        Handled(port.Connection);
        Assert.Equal(0, Node.Outboxes.Bytes);
    }

    [Fact]
    public void An_outbox_that_finds_no_room_among_those_of_clients_that_are_away_is_dropped_and_counted()
    {
        Assert.True(Node.Outboxes.TryTake(16 * 1024 * 1024 - 10, away: true));
        var port = Attached("u1", NewPort(extended: true));
        Ask(port.Connection, [new Event("test/large", new string('x', 200))]);
        _asker.ExpectMsg<PushResult>();
        Leave(port);
        Assert.Equal(1, Counted("sente.events.dropped"));
        Assert.Equal(16 * 1024 * 1024 - 10, Node.Outboxes.Bytes);
    }

    private FakePort Attached(string uid, FakePort port, IActorRef? to = null)
    {
        (to ?? _user.ChildActorOf(ConnectionActor.Props(Node.Connections, uid, "c1", EntityIds.Of(uid, "c1")))).Tell(NewAttach(port, uid));
        port.ExpectAttached();
        return port;
    }

    private void Leave(FakePort port)
    {
        port.End();
        Handled(port.Connection);
        Assert.True(port.WasDetached);
    }

    private void Ask(IActorRef connection, IEnumerable<Event> events) =>
        connection.Tell(new Deliver([.. events.Select(evt => evt.Encoded)], Flush: false, new PushTracker(1, _asker)));
}
