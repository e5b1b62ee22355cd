using Akka.Actor;

namespace Sente.Actors.Tests;

/// <summary>Clients with the extension: sessions, numbers, acknowledgements (docs/protocol.md, "The extension").</summary>
public sealed class ConnectionExtensionSpec : SenteSpec
{
    private readonly IActorRef _connection;

    public ConnectionExtensionSpec() => _connection = CreateTestProbe("user").ChildActorOf(ConnectionActor.Props(Node.Connections, "u1", "c1", EntityIds.Of("u1", "c1")));

    [Fact]
    public void A_batch_carries_the_number_of_its_last_event()
    {
        var port = Attach(out var handshake);
        Assert.Equal(0, handshake.Number);
        Assert.Equal(32, handshake.Session!.Length);
        _connection.Tell(DeliverOf([.. Numbered(3)]));
        Assert.Equal("[[[:test/pushed 0] [:test/pushed 1] [:test/pushed 2]] nil {:n 3}]", port.ExpectFrame());
    }

    [Fact]
    public void Events_stay_until_they_are_acknowledged()
    {
        var port = Attach(out _);
        _connection.Tell(DeliverOf([.. Numbered(3)]));
        port.ExpectFrame();
        _connection.Tell(new ClientAck(port.Number, 2));
        port.End();
        var again = Attach(out var handshake);
        Assert.Equal(2, handshake.Number);
        Assert.Equal("[[[:test/pushed 2]] nil {:n 3}]", again.ExpectFrame());
    }

    [Fact]
    public void A_client_that_comes_back_acknowledges_what_it_has_and_is_sent_the_rest()
    {
        var port = Attach(out var first);
        _connection.Tell(DeliverOf([.. Numbered(3)]));
        port.ExpectFrame();
        port.End();
        var again = Attach(out var handshake, first.Session, ack: 3);
        Assert.Equal(3, handshake.Number);
        Assert.NotEqual(first.Session, handshake.Session);
        _connection.Tell(DeliverOf(new Event("test/pushed", 3)));
        Assert.Equal("[[[:test/pushed 3]] nil {:n 4}]", again.ExpectFrame());
    }

    [Fact]
    public void An_acknowledgement_of_another_session_is_ignored()
    {
        var port = Attach(out _);
        _connection.Tell(DeliverOf([.. Numbered(3)]));
        port.ExpectFrame();
        var again = Attach(out var handshake, "somebody-elses", ack: 3);
        Assert.Equal(0, handshake.Number);
        Assert.EndsWith("{:n 3}]", again.ExpectFrame(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_counts_until_the_client_has_shown_a_newer_one_for_a_handshake_may_be_lost()
    {
        var secret = ChildOf("s/secret");
        var first = AttachTo(secret, null).Session;
        secret.Tell(DeliverOf([.. Numbered(1)]));
        var lost = AttachTo(secret, first).Session;
        Assert.Equal(0, AttachTo(secret, first).Number);
        Assert.NotEqual(0, Node.Outboxes.Bytes);

        // Neither session proves the client's identity.
        AttachTo(secret, "neither");
        Assert.Equal(0, Node.Outboxes.Bytes);
        Assert.NotEqual(first, lost);
    }

    [Theory]
    [InlineData("u/u1", true)]
    [InlineData("n/browser", true)]
    [InlineData("s/secret", false)]
    [InlineData("p/client-id", false)]
    public void What_waits_is_given_to_a_transport_without_the_session_only_where_user_or_browser_are_known(string entity, bool isGiven)
    {
        var connection = ChildOf(entity);
        AttachTo(connection, null);
        connection.Tell(DeliverOf([.. Numbered(1)]));
        AttachTo(connection, "another");
        Assert.Equal(isGiven, Node.Outboxes.Bytes > 0);
    }

    [Fact]
    public void A_poll_with_another_session_is_answered_by_a_handshake()
    {
        var session = AttachTo(_connection, null, TransportKind.Ajax).Session;
        var right = NewPort(TransportKind.Ajax, extended: true, handshake: false);
        _connection.Tell(NewAttach(right) with { Traits = right.Traits with { Session = session } });
        Assert.False(right.ExpectAttached());
        var wrong = NewPort(TransportKind.Ajax, extended: true, handshake: false);
        _connection.Tell(NewAttach(wrong) with { Traits = wrong.Traits with { Session = "another" } });
        Assert.True(wrong.ExpectAttached());
    }

    [Theory]
    [InlineData(null, "[[[:test/pushed 1]] nil {:n 2}]")]
    [InlineData(0L, "[[[:test/pushed 0] [:test/pushed 1]] nil {:n 2}]")]
    public void A_poll_with_its_session_but_no_number_could_not_read_the_last_answer_and_acknowledges_it(long? ack, string next)
    {
        var session = AttachTo(_connection, null, TransportKind.Ajax).Session;
        var unread = Poll(null, session);
        _connection.Tell(DeliverOf([.. Numbered(1)]));
        unread.ExpectFrame();
        unread.End();
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal(next, Poll(ack, session).ExpectFrame());
    }

    [Fact]
    public void The_sessions_of_a_client_that_only_its_session_identifies_begin_with_its_secret()
    {
        var port = NewPort(extended: true, secret: "0123");
        _connection.Tell(NewAttach(port));
        Assert.StartsWith("0123", port.Handshakes.Expect("the handshake")!.Session, StringComparison.Ordinal);
    }

    [Fact]
    public void An_acknowledgement_of_events_that_were_never_sent_takes_nothing_away()
    {
        var port = Attach(out _);
        _connection.Tell(new ClientAck(port.Number, 1000));
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil {:n 1}]", port.ExpectFrame());
    }

    [Fact]
    public void A_stock_transport_of_the_same_client_is_sent_pairs_of_exactly_two()
    {
        Attach(out _).End();
        var stock = NewPort();
        _connection.Tell(NewAttach(stock));
        Assert.Null(stock.Handshakes.Expect("the handshake")!.Session);
        _connection.Tell(DeliverOf(new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil]", stock.ExpectFrame());
    }

    private FakePort Poll(long? ack, string? session)
    {
        var traits = NewPort(TransportKind.Ajax, extended: true, handshake: false).Traits with { Session = session, Ack = ack };
        var poll = new FakePort(Node.Ports.NextNumber(), traits);
        Node.Ports.Add(poll);
        _connection.Tell(NewAttach(poll));
        Assert.False(poll.ExpectAttached());
        return poll;
    }

    private IActorRef ChildOf(string entity) => CreateTestProbe("owner").ChildActorOf(ConnectionActor.Props(Node.Connections, entity[0] == 'u' ? "u1" : Uid.Nil, "c1", entity));

    private Handshake AttachTo(IActorRef connection, string? session, TransportKind kind = TransportKind.WebSocket)
    {
        var port = NewPort(kind, extended: true);
        connection.Tell(NewAttach(port) with { Traits = port.Traits with { Session = session } });
        return port.Handshakes.Expect("the handshake")!;
    }

    private FakePort Attach(out Handshake handshake, string? session = null, long? ack = null)
    {
        var port = new FakePort(Node.Ports.NextNumber(), NewPort(extended: true).Traits with { Session = session, Ack = ack });
        Node.Ports.Add(port);
        _connection.Tell(NewAttach(port));
        handshake = port.Handshakes.Expect("the handshake")!;
        return port;
    }
}
