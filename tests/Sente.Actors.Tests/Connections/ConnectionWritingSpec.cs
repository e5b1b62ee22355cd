using Akka.Actor;
using Akka.TestKit;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>What is written when: batches, pauses, send buffers, polls, and what happens when an outbox is full.</summary>
public sealed class ConnectionWritingSpec : SenteSpec
{
    private const string Ping = "[:chsk/ws-ping nil]";

    private readonly TestProbe _user;
    private readonly TestProbe _asker;

    public ConnectionWritingSpec()
    {
        _user = CreateTestProbe("user");
        _user.IgnoreMessages(message => message is ConnectionPresence or ConnectionAway);
        _asker = CreateTestProbe("asker");
    }

    [Fact]
    public void A_stock_client_is_sent_256_events_and_a_ping_and_more_when_it_has_answered()
    {
        var port = Attached(NewPort());
        port.Connection.Tell(DeliverOf([.. Numbered(600)]));
        Assert.Equal(256, CountEvents(port.ExpectFrame()));
        Assert.Equal(Ping, port.ExpectFrame());
        Handled(port.Connection);
        Assert.Empty(port.TakeFrames());
        Pong(port);
        Assert.Equal(256, CountEvents(port.ExpectFrame()));
        Assert.Equal(Ping, port.ExpectFrame());
        Pong(port);
        Assert.Equal(88, CountEvents(port.ExpectFrame()));
        Handled(port.Connection);
        Assert.Empty(port.TakeFrames());
    }

    [Fact]
    public void Single_events_are_pinged_for_at_half_the_window_and_held_at_the_whole()
    {
        Limits.StockClientWindow = 4;
        var port = Attached(NewPort());
        foreach (var evt in Numbered(5))
        {
            port.Connection.Tell(DeliverOf(evt));
            Handled(port.Connection);
        }

        Assert.Equal(
            ["[[[:test/pushed 0]] nil]", "[[[:test/pushed 1]] nil]", Ping, "[[[:test/pushed 2]] nil]", "[[[:test/pushed 3]] nil]"], port.TakeFrames());
        Pong(port);

        // The pong covers two events; the two after them need another ping.
        Assert.Equal(Ping, port.ExpectFrame());
        Assert.Equal("[[[:test/pushed 4]] nil]", port.ExpectFrame());
    }

    [Fact]
    public void Replies_are_not_held_for_an_answer_to_a_ping()
    {
        Limits.StockClientWindow = 1;
        var port = Attached(NewPort());
        port.Connection.Tell(DeliverOf([.. Numbered(2)]));
        port.ExpectFrame();
        Assert.Equal(Ping, port.ExpectFrame());
        port.Connection.Tell(new ClientEvent(port.Number, false, new Event("test/unknown"), new CallbackId("\"cb\""u8, Packers.Edn), 1));
        Assert.Equal("[:chsk/error \"cb\"]", port.ExpectFrame());
    }

    [Fact]
    public void A_stock_client_that_knows_no_pings_gets_the_next_events_after_a_minute()
    {
        Limits.StockClientWindow = 2;
        var port = Attached(NewPort());
        port.Connection.Tell(DeliverOf([.. Numbered(3)]));
        Assert.Equal(2, CountEvents(port.ExpectFrame()));
        Assert.Equal(Ping, port.ExpectFrame());
        Advance(TimeSpan.FromSeconds(59));
        Handled(port.Connection);
        Assert.Empty(port.TakeFrames());
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, CountEvents(port.ExpectFrame()));
        Assert.Equal(1, Counted("sente.flow_control.timeouts"));
    }

    [Fact]
    public void A_pong_of_an_older_socket_and_one_that_nobody_asked_for_open_nothing()
    {
        Limits.StockClientWindow = 2;
        var first = Attached(NewPort());
        var second = Attached(NewPort(), to: first.Connection);
        Pong(second);
        second.Connection.Tell(DeliverOf([.. Numbered(4)]));
        Assert.Equal(2, CountEvents(second.ExpectFrame()));
        Assert.Equal(Ping, second.ExpectFrame());
        Pong(first);
        Handled(second.Connection);
        Assert.Empty(second.TakeFrames());
    }

    [Fact]
    public void An_extension_client_needs_no_pings()
    {
        var port = Attached(NewPort(extended: true));
        port.Connection.Tell(DeliverOf([.. Numbered(600)]));
        Assert.Equal([256, 256, 88], [CountEvents(port.ExpectFrame()), CountEvents(port.ExpectFrame()), CountEvents(port.ExpectFrame())]);
    }

    [Fact]
    public void A_frame_carries_at_most_64_KiB_but_a_larger_event_travels_alone()
    {
        var port = Attached(NewPort(extended: true));
        var large = new string('x', 40 * 1024);
        var larger = new string('y', 100 * 1024);
        port.Connection.Tell(DeliverOf(new Event("test/a", large), new Event("test/b", large), new Event("test/c", larger), new Event("test/d")));
        Assert.Equal([1, 1, 1, 1], [.. Enumerable.Range(0, 4).Select(_ => port.ExpectFrame().Split("[:test/").Length - 1)]);
    }

    [Fact]
    public void With_a_send_buffer_events_gather_for_its_time_and_go_out_as_one_batch()
    {
        var port = Attached(NewPort(sendBuffer: TimeSpan.FromMilliseconds(30)));
        port.Connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Handled(port.Connection);
        Advance(TimeSpan.FromMilliseconds(29));
        port.Connection.Tell(DeliverOf(new Event("test/pushed", 2)));
        Handled(port.Connection);
        Assert.Empty(port.TakeFrames());
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("[[[:test/pushed 1] [:test/pushed 2]] nil]", port.ExpectFrame());
    }

    [Fact]
    public void A_flushed_push_goes_out_at_once_with_what_the_buffer_had_gathered()
    {
        var port = Attached(NewPort(sendBuffer: TimeSpan.FromMilliseconds(30)));
        port.Connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        port.Connection.Tell(DeliverOf(new Event("test/pushed", 2)) with { Flush = true });
        Assert.Equal("[[[:test/pushed 1] [:test/pushed 2]] nil]", port.ExpectFrame());
    }

    [Fact]
    public void A_poll_is_answered_once_and_the_next_poll_acknowledges_that_answer()
    {
        var first = Attached(NewPoll(handshake: true), expectHandshake: true);
        first.End();
        var second = Attached(NewPoll(handshake: false), expectHandshake: false, first.Connection);
        second.Connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil]", second.ExpectFrame());
        second.Connection.Tell(DeliverOf(new Event("test/pushed", 2)));
        Handled(second.Connection);
        Assert.Empty(second.TakeFrames());
        second.End();
        var third = Attached(NewPoll(handshake: false), expectHandshake: false, first.Connection);
        Assert.Equal("[[[:test/pushed 2]] nil]", third.ExpectFrame());
    }

    [Fact]
    public void A_poll_that_asks_for_a_handshake_had_not_read_the_last_answer_which_is_sent_again_after_it()
    {
        var first = Attached(NewPoll(handshake: true), expectHandshake: true);
        var second = Attached(NewPoll(handshake: false), expectHandshake: false, first.Connection);
        second.Connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        second.ExpectFrame();
        second.End();
        var third = Attached(NewPoll(handshake: true), expectHandshake: true, first.Connection);
        Handled(first.Connection);
        Assert.Empty(third.TakeFrames());
        third.End();
        var fourth = Attached(NewPoll(handshake: false), expectHandshake: false, first.Connection);
        Assert.Equal("[[[:test/pushed 1]] nil]", fourth.ExpectFrame());
    }

    [Fact]
    public void A_poll_that_comes_too_late_acknowledges_nothing()
    {
        var first = Attached(NewPoll(handshake: true), expectHandshake: true);
        var second = Attached(NewPoll(handshake: false), expectHandshake: false, first.Connection);
        second.Connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        second.ExpectFrame();
        second.End();
        AwaitAssert(() => Assert.True(second.WasDetached));
        Advance(TimeSpan.FromSeconds(21));
        var third = Attached(NewPoll(handshake: false), expectHandshake: false, first.Connection);
        Assert.Equal("[[[:test/pushed 1]] nil]", third.ExpectFrame());
    }

    [Fact]
    public void A_full_outbox_closes_the_client_1013_drops_what_waited_and_tells_all_who_asked()
    {
        Limits.MaxOutboxEvents = 2;
        var port = Attached(NewPort());
        port.WritesAtOnce = false;
        Ask(port, Numbered(1));
        port.ExpectFrame();
        Ask(port, Numbered(2));
        Ask(port, Numbered(1));
        Assert.Equal(1013, port.Closes.Expect("the close").Code);
        Assert.All(
            Enumerable.Range(0, 3).Select(_ => _asker.ExpectMsg<PushResult>()),
            result => Assert.Equal(PushRefusalReason.OutboxFull, Assert.Single(result.Refused).Reason));
        _user.ExpectMsg<ClientMisbehaved>();
        Assert.Equal(0, Node.Outboxes.Bytes);
    }

    [Fact]
    public void By_policy_the_oldest_unsent_events_make_room()
    {
        Limits.MaxOutboxEvents = 2;
        Limits.OutboxOverflow = OverflowPolicy.DropOldest;
        var port = Attached(NewPort());
        port.WritesAtOnce = false;
        Ask(port, Numbered(1));
        port.ExpectFrame();
        Ask(port, Numbered(2, from: 1));
        Ask(port, Numbered(1, from: 3));
        Handled(port.Connection);
        port.WritesAtOnce = true;
        port.FinishWrite();
        Assert.Equal("[[[:test/pushed 2] [:test/pushed 3]] nil]", port.ExpectFrame());
        Assert.Equal(1, Counted("sente.events.dropped"));
    }

    [Fact]
    public void By_policy_the_new_event_is_refused()
    {
        Limits.MaxOutboxEvents = 1;
        Limits.OutboxOverflow = OverflowPolicy.DropNewest;
        var port = Attached(NewPort());
        port.WritesAtOnce = false;
        Ask(port, Numbered(1));
        port.ExpectFrame();
        Ask(port, Numbered(2));
        Assert.Equal(PushRefusalReason.OutboxFull, Assert.Single(_asker.ExpectMsg<PushResult>().Refused).Reason);
        Assert.Empty(port.Closes);
    }

    [Fact]
    public void A_value_that_the_clients_packer_cannot_encode_is_reported_with_its_path_and_nothing_is_sent()
    {
        var port = Attached(NewPort());
        Ask(port, [new Event("test/pushed", new { picture = new byte[] { 1, 2, 3 } })]);
        var refusal = Assert.Single(_asker.ExpectMsg<PushResult>().Refused);
        Assert.Equal(PushRefusalReason.NotRepresentable, refusal.Reason);
        Assert.Equal("c1", refusal.ClientId);
        Assert.Contains("picture", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(port.TakeFrames());
    }

    [Fact]
    public void A_push_counts_as_written_when_its_transport_has_taken_it_and_as_waiting_when_the_client_is_away()
    {
        var port = Attached(NewPort());
        port.WritesAtOnce = false;
        Ask(port, Numbered(1));
        port.ExpectFrame();
        _asker.ExpectNoMsg(TimeSpan.Zero);
        port.FinishWrite();
        Assert.Equal(1, _asker.ExpectMsg<PushResult>().Written);
        port.End();
        AwaitAssert(() => Assert.True(port.WasDetached));
        Ask(port, Numbered(1));
        Assert.Equal(1, _asker.ExpectMsg<PushResult>().Waiting);
    }

    private void Pong(FakePort port)
    {
        var message = Packers.Edn.ReadClientMessage("[[:chsk/ws-pong] nil]"u8.ToArray(), WireLimits.Default);
        port.Connection.Tell(new ClientEvent(port.Number, false, Event.FromWire(message.EventId!, message.Data), null, 1));
    }

    private static int CountEvents(string frame) => frame.Split("[:test/pushed ").Length - 1;

    private FakePort NewPoll(bool handshake) => NewPort(TransportKind.Ajax, handshake: handshake);

    private FakePort Attached(FakePort port, bool expectHandshake = true, IActorRef? to = null)
    {
        to ??= _user.ChildActorOf(ConnectionActor.Props(Node.Connections, "u1", "c1", EntityIds.Of("u1", "c1")));
        to.Tell(NewAttach(port));
        Assert.Equal(expectHandshake, port.ExpectAttached());
        return port;
    }

    private void Ask(FakePort port, IEnumerable<Event> events) =>
        port.Connection.Tell(DeliverOf([.. events]) with { Tracker = new PushTracker(1, _asker) });
}
