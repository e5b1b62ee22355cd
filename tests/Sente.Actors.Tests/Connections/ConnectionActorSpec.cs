using Akka.Actor;
using Akka.TestKit;

namespace Sente.Actors.Tests;

/// <summary>Attaching, leaving, coming back, and the end of retention.</summary>
public sealed class ConnectionActorSpec : SenteSpec
{
    private readonly TestProbe _user;
    private readonly IActorRef _connection;

    public ConnectionActorSpec()
    {
        _user = CreateTestProbe("user");
        _user.IgnoreMessages(message => message is ConnectionPresence or ConnectionAway);
        _connection = _user.ChildActorOf(ConnectionActor.Props(Node.Connections, "u1", "c1", EntityIds.Of("u1", "c1")));
    }

    [Fact]
    public void An_attached_port_receives_its_connection_and_begins_with_a_handshake()
    {
        var port = NewPort();
        _connection.Tell(NewAttach(port));
        Assert.True(port.ExpectAttached());
        Assert.Equal(_connection, port.Connection);
    }

    [Fact]
    public void A_push_to_a_quiet_connection_is_written_at_once_as_a_batch_of_one()
    {
        var port = Attached();
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil]", port.ExpectFrame());
    }

    [Fact]
    public void Events_pushed_while_a_write_runs_gather_and_go_out_together_when_it_ends()
    {
        var port = Attached();
        port.WritesAtOnce = false;
        _connection.Tell(DeliverOf(new Event("test/pushed", 0)));
        Assert.Equal("[[[:test/pushed 0]] nil]", port.ExpectFrame());
        foreach (var evt in Numbered(3, from: 1))
        {
            _connection.Tell(DeliverOf(evt));
        }

        Handled(_connection);
        Assert.Empty(port.TakeFrames());
        port.WritesAtOnce = true;
        port.FinishWrite();
        Assert.Equal("[[[:test/pushed 1] [:test/pushed 2] [:test/pushed 3]] nil]", port.ExpectFrame());
    }

    [Fact]
    public void Events_pushed_while_the_client_is_away_are_written_in_order_when_it_returns()
    {
        var first = Attached();
        first.End();
        AwaitAway(first);
        _connection.Tell(DeliverOf([.. Numbered(3)]));
        var second = Attached();
        Assert.Equal("[[[:test/pushed 0] [:test/pushed 1] [:test/pushed 2]] nil]", second.ExpectFrame());
    }

    [Fact]
    public void What_was_handed_to_a_socket_that_died_before_it_was_written_is_sent_again()
    {
        var first = Attached();
        first.WritesAtOnce = false;
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        first.ExpectFrame();
        first.End();
        Assert.Equal("[[[:test/pushed 1]] nil]", Attached().ExpectFrame());
    }

    [Fact]
    public void A_newer_port_closes_the_older_one_whose_late_close_report_is_ignored()
    {
        var older = Attached();
        var newer = Attached();
        Assert.Equal(PortClose.Replaced, older.Closes.Expect("the close of the older port"));
        older.End();
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil]", newer.ExpectFrame());
    }

    [Fact]
    public void A_port_that_ended_before_its_attach_arrived_leaves_the_client_away()
    {
        var port = NewPort();
        Node.Ports.Remove(port);
        _connection.Tell(NewAttach(port));
        Handled(_connection);
        Advance(Limits.Retention);
        Assert.Equal("c1", _user.ExpectMsg<ConnectionExpired>().ClientId);
    }

    [Fact]
    public void After_retention_the_connection_reports_that_it_expired_and_how_many_messages_it_received()
    {
        var port = Attached();
        port.End();
        AwaitAway(port);
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Handled(_connection);
        Advance(Limits.StockSocketRetention - TimeSpan.FromMilliseconds(1));
        Handled(_connection);
        _user.ExpectNoMsg(TimeSpan.Zero);
        Advance(TimeSpan.FromMilliseconds(1));
        var expired = _user.ExpectMsg<ConnectionExpired>();
        Assert.Equal(2, expired.MessagesReceived);
    }

    [Fact]
    public void A_client_that_returns_in_time_is_not_expired()
    {
        var port = Attached();
        port.End();
        AwaitAway(port);
        Advance(Limits.StockSocketRetention - TimeSpan.FromSeconds(1));
        Attached();
        Advance(TimeSpan.FromSeconds(10));
        _user.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Events_that_are_lost_with_the_connection_are_counted_and_the_node_gets_its_bytes_back()
    {
        var port = Attached();
        port.End();
        AwaitAway(port);
        _connection.Tell(DeliverOf([.. Numbered(7)]));
        Handled(_connection);
        Assert.NotEqual(0, Node.Outboxes.Bytes);
        _user.Watch(_connection);
        Sys.Stop(_connection);
        _user.ExpectTerminated(_connection);
        Assert.Equal(7, Counted("sente.events.dropped"));
        Assert.Equal(0, Node.Outboxes.Bytes);
    }

    [Fact]
    public void Closing_ends_the_port_and_keeps_what_waits_for_the_client()
    {
        var port = Attached();
        _connection.Tell(new CloseConnection(PortClose.ByApp));
        Assert.Equal(PortClose.ByApp, port.Closes.Expect("the close"));
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil]", Attached().ExpectFrame());
    }

    [Fact]
    public void A_packer_that_the_node_does_not_know_is_refused_before_the_handshake()
    {
        var port = new FakePort(Node.Ports.NextNumber(), NewPort().Traits with { Packer = "morse" });
        Node.Ports.Add(port);
        _connection.Tell(NewAttach(port));
        Assert.Equal(1013, port.Refusals.Expect("the refusal").Code);
    }

    [Fact]
    public void A_port_that_broke_a_bound_is_reported_to_the_user()
    {
        Attached().End(misbehaved: true);
        Assert.Equal("c1", _user.ExpectMsg<ClientMisbehaved>().ClientId);
    }

    [Fact]
    public void An_anonymous_client_that_begins_anew_is_not_given_what_waited_for_its_client_id()
    {
        var connection = _user.ChildActorOf(ConnectionActor.Props(Node.Connections, Uid.Nil, "c9", EntityIds.Of(Uid.Nil, "c9")));
        var first = NewPort(extended: true);
        connection.Tell(NewAttach(first, Uid.Nil, "c9"));
        first.ExpectAttached();
        first.End();
        connection.Tell(DeliverOf(new Event("test/secret", 1)));
        var second = NewPort();
        connection.Tell(NewAttach(second, Uid.Nil, "c9"));
        second.ExpectAttached();
        connection.Tell(DeliverOf(new Event("test/fresh", 2)));
        Assert.Equal("[[[:test/fresh 2]] nil]", second.ExpectFrame());
        Assert.Equal(1, Counted("sente.events.dropped"));
    }

    private FakePort Attached()
    {
        var port = NewPort();
        _connection.Tell(NewAttach(port));
        port.ExpectAttached();
        return port;
    }

    private void AwaitAway(FakePort port) => AwaitAssert(() => Assert.True(port.WasDetached));
}
