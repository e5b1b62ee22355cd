using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Events and requests from clients: routing, replies, time-outs, credit.</summary>
public sealed class ConnectionRequestSpec : SenteSpec
{
    private readonly FakePort _port;
    private readonly IActorRef _connection;

    public ConnectionRequestSpec()
    {
        _connection = CreateTestProbe("user").ChildActorOf(ConnectionActor.Props(Node.Connections, "u1", "c1", EntityIds.Of("u1", "c1")));
        _port = NewPort();
        _connection.Tell(NewAttach(_port));
        _port.ExpectAttached();
    }

    [Fact]
    public void A_handlers_reply_is_written_with_the_requests_callback_id()
    {
        var handler = Handle("test/*");
        Receive("[[:test/echo {:a 1}] \"cb1\"]");
        var msg = handler.ExpectMsg<EventMsg>();
        Assert.Equal(("test/echo", "u1", "c1"), (msg.Id, msg.Uid, msg.ClientId));
        Assert.True(msg.Reply!.Send(msg.Data.ToValue()));
        Assert.Equal("[{:a 1} \"cb1\"]", _port.ExpectFrame());
    }

    [Fact]
    public void An_event_without_callback_has_no_reply()
    {
        var handler = Handle("test/*");
        Receive("[[:test/echo 1] nil]");
        Assert.Null(handler.ExpectMsg<EventMsg>().Reply);
    }

    [Fact]
    public void The_first_reply_wins_and_later_ones_are_dropped_and_counted()
    {
        var handler = Handle("test/*");
        Receive("[[:test/echo 1] \"cb1\"]");
        var msg = handler.ExpectMsg<EventMsg>();
        Assert.True(msg.Reply!.Send(1));
        Assert.False(msg.Reply.Send(2));
        Assert.Equal("[1 \"cb1\"]", _port.ExpectFrame());
        new ConnectionReply(_connection, Callback("\"cb1\"")).Send(3);
        Handled(_connection);
        Assert.Empty(_port.TakeFrames());
        Assert.Equal(1, Counted("sente.replies.late"));
    }

    [Fact]
    public void A_reply_that_cannot_be_encoded_throws_and_another_may_be_sent()
    {
        var handler = Handle("test/*");
        Receive("[[:test/echo 1] \"cb1\"]");
        var reply = handler.ExpectMsg<EventMsg>().Reply!;
        Assert.Throws<SenteDataException>(() => reply.Send(new Action(() => { })));
        Assert.True(reply.Send("sorry"));
        Assert.Equal("[\"sorry\" \"cb1\"]", _port.ExpectFrame());
    }

    [Fact]
    public void A_request_that_no_handler_answers_is_answered_timeout_and_counted()
    {
        Handle("test/*");
        Receive("[[:test/slow 1] \"cb1\"]");
        Handled(_connection);
        Advance(Limits.ReplyTimeout!.Value - TimeSpan.FromMilliseconds(1));
        Handled(_connection);
        Assert.Empty(_port.TakeFrames());
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("[:chsk/timeout \"cb1\"]", _port.ExpectFrame());
        Assert.Equal(1, Counted("sente.replies.timed_out"));
    }

    [Fact]
    public void A_request_that_no_pattern_takes_is_answered_error_at_once_and_reported_to_the_app()
    {
        Receive("[[:test/unknown 1] \"cb1\"]");
        Assert.Equal("[:chsk/error \"cb1\"]", _port.ExpectFrame());
        Assert.Equal("test/unknown", Assert.Single(Errors).Message.Id);
        Assert.Equal(1, Counted("sente.handler.failures"));
        Assert.Equal((1, Size("[[:test/unknown 1] \"cb1\"]")), _port.Grants.Expect("the credit"));
    }

    [Fact]
    public void When_a_foreign_handler_ends_its_waiting_requests_are_answered_error_and_so_are_later_ones()
    {
        var handler = Handle("test/*");
        Receive("[[:test/a 1] \"cb1\"]");
        handler.ExpectMsg<EventMsg>();
        Sys.Stop(handler);
        Assert.Equal("[:chsk/error \"cb1\"]", _port.ExpectFrame());
        Receive("[[:test/a 2] \"cb2\"]");
        Assert.Equal("[:chsk/error \"cb2\"]", _port.ExpectFrame());
    }

    [Fact]
    public void A_client_cannot_send_events_that_only_the_server_may()
    {
        var handler = Handle("chsk/*");
        Receive("[[:chsk/uidport-open \"admin\"] nil]");
        Receive("[[:chsk/uidport-close \"admin\"] \"cb1\"]");
        Assert.Equal("[:chsk/error \"cb1\"]", _port.ExpectFrame());
        handler.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(2, Counted("sente.events.forged"));
    }

    [Fact]
    public void Pings_and_pongs_reach_handlers_that_name_them_and_are_ignored_otherwise()
    {
        Handle("*").ExpectNoMsg(TimeSpan.Zero);
        Receive("[[:chsk/ws-pong] nil]");
        var handler = Handle("chsk/ws-pong");
        Receive("[[:chsk/ws-pong] nil]");
        handler.ExpectMsg<EventMsg>();
        Assert.Equal(0, Counted("sente.handler.failures"));
    }

    [Fact]
    public void A_malformed_event_goes_to_bad_event_handlers_without_a_reply()
    {
        var handler = Handle("chsk/bad-event");
        Receive("[[\"test/echo\" 1] \"cb1\"]");
        var msg = handler.ExpectMsg<EventMsg>();
        Assert.Null(msg.Reply);
        Assert.Equal("[\"test/echo\" 1]", msg.Data.ToValue()!.ToString());
        Handled(_connection);
        Assert.Empty(_port.TakeFrames());
    }

    [Fact]
    public void Credit_for_an_event_returns_when_a_foreign_handler_is_told()
    {
        Handle("test/*");
        Receive("[[:test/echo 1] nil]");
        Assert.Equal((1, Size("[[:test/echo 1] nil]")), _port.Grants.Expect("the credit"));
    }

    [Fact]
    public void A_client_with_too_many_requests_waiting_is_not_read_until_handlers_catch_up()
    {
        Limits.MaxPendingReplies = 2;
        var handler = Handle("test/*");
        Receive("[[:test/a 1] \"cb1\"]");
        Receive("[[:test/a 2] \"cb2\"]");
        Assert.True(_port.Pauses.Expect("the pause"));
        handler.ExpectMsg<EventMsg>().Reply!.Send(1);
        Assert.False(_port.Pauses.Expect("the resumption"));
    }

    [Fact]
    public void A_reply_to_a_client_that_is_away_comes_with_its_next_socket()
    {
        var handler = Handle("test/*");
        Receive("[[:test/a 1] \"cb1\"]");
        var msg = handler.ExpectMsg<EventMsg>();
        _port.End();
        AwaitAssert(() => Assert.True(_port.WasDetached));
        msg.Reply!.Send(1);
        var next = NewPort();
        _connection.Tell(NewAttach(next));
        Assert.Equal("[1 \"cb1\"]", next.ExpectFrame());
    }

    [Fact]
    public void A_socket_requests_reply_that_finds_its_client_polling_is_dropped_and_counted()
    {
        var handler = Handle("test/*");
        Receive("[[:test/a 1] \"cb1\"]");
        var msg = handler.ExpectMsg<EventMsg>();
        var poll = NewPort(TransportKind.Ajax, handshake: false);
        _connection.Tell(NewAttach(poll));
        poll.ExpectAttached();
        msg.Reply!.Send(1);
        Handled(_connection);
        Assert.Empty(poll.TakeFrames());
        Assert.Equal(1, Counted("sente.replies.late"));
    }

    [Fact]
    public void Ports_know_which_frames_are_pushes_because_replies_are_no_activity()
    {
        var handler = Handle("test/*");
        Receive("[[:test/a 1] \"cb1\"]");
        handler.ExpectMsg<EventMsg>().Reply!.Send(1);
        _port.ExpectFrame();
        _connection.Tell(DeliverOf(new Event("test/pushed")));
        _port.ExpectFrame();
        Assert.Equal([false, true], _port.Pushes);
    }

    [Fact]
    public void Replies_to_a_client_that_reads_nothing_count_against_its_bound()
    {
        Limits.MaxOutboxBytes = 1000;
        var handler = Handle("test/*");
        _port.WritesAtOnce = false;
        for (var i = 0; i < 4; i++)
        {
            Receive($"[[:test/a 1] \"cb{i}\"]");
            handler.ExpectMsg<EventMsg>().Reply!.Send(new string('x', 400));
        }

        Assert.Equal(1013, _port.Closes.Expect("the close").Code);
    }

    private static int Size(string message) => message.Length;

    private CallbackId Callback(string id) =>
        Packers.Edn.ReadClientMessage(System.Text.Encoding.UTF8.GetBytes($"[[:a/b] {id}]"), WireLimits.Default).Callback!.Value;

    private Akka.TestKit.TestProbe Handle(string pattern)
    {
        var probe = CreateTestProbe();
        var watcher = Sys.ActorOf(HandlerWatcherActor.Props(Node.Router.Failures));
        var handler = new ActorHandler("*", probe, Node.Router.Failures, _ => { });
        Node.Router.Add(EventPattern.Parse(pattern), handler);
        watcher.Tell(new WatchHandler(handler));
        Handled(watcher);
        return probe;
    }

    private void Receive(string packed)
    {
        var message = Packers.Edn.ReadClientMessage(System.Text.Encoding.UTF8.GetBytes(packed), WireLimits.Default);
        _connection.Tell(new ClientEvent(_port.Number, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), message.Callback, packed.Length));
    }
}
