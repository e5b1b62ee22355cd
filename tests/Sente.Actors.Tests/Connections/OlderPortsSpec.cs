using Akka.Actor;
using Akka.TestKit;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Several tabs with one client-id: nothing is closed again and again, and each tab gets the replies to its own requests.</summary>
public sealed class OlderPortsSpec : SenteSpec
{
    private readonly TestProbe _user;
    private readonly IActorRef _connection;
    private string? _session;

    public OlderPortsSpec()
    {
        _user = CreateTestProbe("user");
        _user.IgnoreMessages(message => message is ConnectionAway);
        _connection = _user.ChildActorOf(ConnectionActor.Props(Node.Connections, "u1", "c1", EntityIds.Of("u1", "c1")));
    }

    [Fact]
    public void Two_tabs_that_come_straight_back_close_each_other_once()
    {
        var left = Attached();
        var right = Attached();
        left.Closes.Expect("the close of the first");

        // A stock client whose socket is closed comes straight back.
        left = Attached();
        Handled(_connection);
        Assert.Empty(right.Closes);
        Assert.Empty(left.Closes);
    }

    [Theory]
    [InlineData(TransportKind.WebSocket)]
    [InlineData(TransportKind.Ajax)]
    public void A_client_with_the_extension_is_closed_each_time_and_takes_another_client_id(TransportKind kind)
    {
        var older = Extended(kind);
        for (var turn = 0; turn < 3; turn++)
        {
            var newer = Extended(kind);
            Assert.Equal(new PortClose(1000, "this client-id is in use: take another"), older.Closes.Expect("the close"));
            Assert.True(older.WasDetached);
            older = newer;
        }
    }

    [Fact]
    public void Replacements_that_are_not_quick_close_the_older_socket_each_time()
    {
        var older = Attached();
        for (var turn = 0; turn < 3; turn++)
        {
            var newer = Attached();
            Assert.Equal(PortClose.Replaced, older.Closes.Expect("the close"));
            Assert.True(older.WasDetached);
            Advance(OlderPorts.QuickSuccession + TimeSpan.FromMilliseconds(1));
            older = newer;
        }
    }

    [Fact]
    public void The_older_socket_gets_replies_to_its_own_requests_and_no_pushes()
    {
        var handler = Handle();
        var (older, newer) = Two();
        Request(older, "\"a\"");
        Request(newer, "\"b\"");
        handler.ExpectMsg<EventMsg>().Reply!.Send(1);
        handler.ExpectMsg<EventMsg>().Reply!.Send(2);
        _connection.Tell(DeliverOf(new Event("test/pushed")));
        Assert.Equal("[1 \"a\"]", older.ExpectFrame());
        Assert.Equal("[2 \"b\"]", newer.ExpectFrame());
        Assert.Equal("[[[:test/pushed]] nil]", newer.ExpectFrame());
        Handled(_connection);
        Assert.Empty(older.TakeFrames());
    }

    [Fact]
    public void A_request_that_was_made_before_the_socket_was_replaced_is_answered_on_it_too()
    {
        var handler = Handle();
        Attached();
        var older = Attached();
        Request(older, "\"a\"");
        var reply = handler.ExpectMsg<EventMsg>().Reply!;
        Attached();
        reply.Send(1);
        Assert.Equal("[1 \"a\"]", older.ExpectFrame());
    }

    [Fact]
    public void Replies_to_the_older_socket_wait_for_the_write_that_is_under_way()
    {
        var handler = Handle();
        Attached();
        var older = Attached();
        older.WritesAtOnce = false;
        _connection.Tell(DeliverOf(new Event("test/pushed")));
        older.ExpectFrame();
        var newer = Attached();
        Assert.Equal("[[[:test/pushed]] nil]", newer.ExpectFrame());
        Request(older, "\"a\"");
        Request(older, "\"b\"");
        handler.ExpectMsg<EventMsg>().Reply!.Send(1);
        handler.ExpectMsg<EventMsg>().Reply!.Send(2);
        Handled(_connection);
        Assert.Empty(older.TakeFrames());
        older.FinishWrite();
        Assert.Equal("[1 \"a\"]", older.ExpectFrame());
        older.FinishWrite();
        Assert.Equal("[2 \"b\"]", older.ExpectFrame());
    }

    [Fact]
    public void Credit_of_the_older_sockets_events_goes_back_to_it()
    {
        var handler = Handle();
        var (older, newer) = Two();
        _connection.Tell(new ClientEvent(older.Number, false, new Event("test/a"), null, 17));
        handler.ExpectMsg<EventMsg>().Complete();
        Assert.Equal((1, 17), older.Grants.Expect("the credit"));
        Assert.Empty(newer.Grants);
    }

    [Fact]
    public void Requests_of_all_sockets_are_counted_together_and_pause_all()
    {
        Limits.MaxPendingReplies = 2;
        var handler = Handle();
        var (older, newer) = Two();
        Request(older, "\"a\"");
        Request(newer, "\"b\"");
        Assert.True(older.Pauses.Expect("the pause of the older"));
        Assert.True(newer.Pauses.Expect("the pause of the newer"));
        handler.ExpectMsg<EventMsg>().Reply!.Send(1);
        Assert.False(older.Pauses.Expect("the resumption of the older"));
        Assert.False(newer.Pauses.Expect("the resumption of the newer"));
    }

    [Fact]
    public void When_the_newest_ends_the_older_are_closed_to_come_back_and_get_what_waited()
    {
        var (older, newer) = Two();
        newer.End();
        Assert.Equal(PortClose.Replaced, older.Closes.Expect("the close"));
        Handled(_connection);
        Assert.True(older.WasDetached);
        _connection.Tell(DeliverOf(new Event("test/pushed")));
        Assert.Equal("[[[:test/pushed]] nil]", Attached().ExpectFrame());
    }

    [Fact]
    public void An_older_socket_that_ends_changes_nothing_for_the_newest()
    {
        var (older, newer) = Two();
        older.End();
        Handled(_connection);
        Assert.True(older.WasDetached);
        _connection.Tell(DeliverOf(new Event("test/pushed")));
        Assert.Equal("[[[:test/pushed]] nil]", newer.ExpectFrame());
        Assert.Empty(newer.Closes);
        Advance(Limits.Retention);
        Handled(_connection);
        Assert.Equal(TransportKind.WebSocket, _user.ExpectMsg<ConnectionPresence>().Kind);
        _user.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void An_older_socket_that_broke_a_bound_is_reported()
    {
        Two().Older.End(misbehaved: true);
        _user.FishForMessage(message => message is ClientMisbehaved);
    }

    [Fact]
    public void Closing_the_user_closes_the_older_sockets_too_and_so_does_the_connections_end()
    {
        var (older, newer) = Two();
        _connection.Tell(new CloseConnection(PortClose.ByApp));
        Assert.Equal(PortClose.ByApp, older.Closes.Expect("the close of the older"));
        Assert.Equal(PortClose.ByApp, newer.Closes.Expect("the close of the newer"));
        (older, newer) = Two();
        Sys.Stop(_connection);
        Assert.Equal(1013, older.Closes.Expect("the end of the older").Code);
        Assert.Equal(1013, newer.Closes.Expect("the end of the newer").Code);
        AwaitAssert(() => Assert.True(older.WasDetached));
    }

    [Fact]
    public void There_are_only_so_many_older_sockets_the_next_one_is_refused_and_closes_none()
    {
        Limits.MaxOlderTransports = 2;
        Attached();
        FakePort[] open = [Attached(), Attached(), Attached()];
        var refused = NewPort();
        _connection.Tell(NewAttach(refused));
        Assert.Equal(1013, refused.Refusals.Expect("the refusal").Code);
        Handled(_connection);
        Assert.All(open, port => Assert.Empty(port.Closes));
        Assert.Equal(1, Counted("sente.connections.refused"));
        Assert.Single(Lines.Of(207));
        _connection.Tell(DeliverOf(new Event("test/pushed")));
        Assert.Equal("[[[:test/pushed]] nil]", open[^1].ExpectFrame());
    }

    [Fact]
    public void An_older_socket_that_reads_no_replies_is_closed()
    {
        Limits.MaxOutboxBytes = 1000;
        var handler = Handle();
        var (older, newer) = Two();
        older.WritesAtOnce = false;
        foreach (var callback in new[] { "\"a\"", "\"b\"", "\"c\"", "\"d\"" })
        {
            Request(older, callback);
            handler.ExpectMsg<EventMsg>().Reply!.Send(new string('x', 400));
        }

        Assert.Equal(1013, older.Closes.Expect("the close").Code);
        Handled(_connection);
        Assert.Empty(newer.Closes);
    }

    [Fact]
    public void Two_pages_that_poll_with_one_client_id_hold_a_poll_each()
    {
        Attached(TransportKind.Ajax, handshake: true).End();
        var first = Attached(TransportKind.Ajax);
        var second = Attached(TransportKind.Ajax);
        first.Closes.Expect("the end of the first poll");
        first = Attached(TransportKind.Ajax);
        Handled(_connection);
        Assert.Empty(second.Closes);

        // The newer poll is answered, and its client polls again at once: no port is closed for that.
        first.End();
        Handled(_connection);
        Attached(TransportKind.Ajax);
        Advance(TimeSpan.FromSeconds(5));
        Handled(_connection);
        Assert.Empty(second.Closes);
    }

    [Fact]
    public void When_the_newest_page_polls_no_more_the_others_end_their_polls_after_the_grace()
    {
        Attached(TransportKind.Ajax, handshake: true).End();
        Attached(TransportKind.Ajax);
        var older = Attached(TransportKind.Ajax);
        var newer = Attached(TransportKind.Ajax);
        newer.End();
        Handled(_connection);
        Assert.Empty(older.Closes);
        Advance(newer.Traits.CloseGrace);
        older.Closes.Expect("the end of the older poll");
    }

    [Fact]
    public void A_request_of_an_anonymous_clients_older_socket_outlives_the_newer_ones_handshake()
    {
        var handler = Handle();
        var anonymous = _user.ChildActorOf(ConnectionActor.Props(Node.Connections, Uid.Nil, "c9", EntityIds.Of(Uid.Nil, "c9")));
        FakePort Attach()
        {
            var port = NewPort();
            anonymous.Tell(NewAttach(port, Uid.Nil, "c9"));
            port.ExpectAttached();
            return port;
        }

        Attach();
        var older = Attach();
        Request(older, "\"a\"", anonymous);
        var reply = handler.ExpectMsg<EventMsg>().Reply!;
        var newer = Attach();
        reply.Send(1);
        Assert.Equal("[1 \"a\"]", older.ExpectFrame());
        Assert.Empty(newer.TakeFrames());
    }

    /// <summary>Attaches two WebSockets with one client-id that both stay open.</summary>
    [Theory]
    [InlineData(TransportKind.WebSocket)]
    [InlineData(TransportKind.Ajax)]
    public void A_client_with_the_extension_that_changes_its_transport_keeps_its_client_id(TransportKind kind)
    {
        var older = Extended(kind);
        for (var turn = 0; turn < 3; turn++)
        {
            var newer = Extended(TransportKind.WebSocket, _session);
            Assert.Equal(PortClose.Replaced, older.Closes.Expect("the close"));
            older = newer;
        }
    }

    /// <summary>Attaches a WebSocket, or a poll after the one that was answered with the handshake.</summary>
    private FakePort Extended(TransportKind kind, string? session = null)
    {
        var port = new FakePort(Node.Ports.NextNumber(), NewPort(kind, extended: true).Traits with { Session = session });
        Node.Ports.Add(port);
        _connection.Tell(NewAttach(port));
        _session = port.Handshakes.Expect("the handshake")!.Session;
        if (kind == TransportKind.WebSocket)
        {
            return port;
        }

        var poll = new FakePort(Node.Ports.NextNumber(), port.Traits with { Handshake = false, Session = _session });
        Node.Ports.Add(poll);
        _connection.Tell(NewAttach(poll));
        Assert.False(poll.ExpectAttached());
        return poll;
    }

    private (FakePort Older, FakePort Newer) Two()
    {
        Attached();
        return (Attached(), Attached());
    }

    private FakePort Attached(TransportKind kind = TransportKind.WebSocket, bool? handshake = null)
    {
        var port = NewPort(kind, handshake: handshake ?? kind == TransportKind.WebSocket);
        _connection.Tell(NewAttach(port));
        port.ExpectAttached();
        return port;
    }

    private TestProbe Handle()
    {
        var handler = CreateTestProbe();
        Node.Router.Add(EventPattern.Parse("test/*"), new ActorHandler("test/*", handler, Node.Router.Failures, _ => { }));
        return handler;
    }

    private void Request(FakePort port, string callback, IActorRef? connection = null) => (connection ?? _connection).Tell(
        new ClientEvent(port.Number, false, new Event("test/ask"), new CallbackId(System.Text.Encoding.UTF8.GetBytes(callback), Packers.Edn), 1));
}
