using Akka.Actor;

namespace Sente.Actors.Tests;

/// <summary>Clients with the extension: sessions, numbers, acknowledgements (spec section 12).</summary>
public sealed class ConnectionExtensionSpec : SenteSpec
{
    private readonly IActorRef _connection;

    public ConnectionExtensionSpec() => _connection = CreateTestProbe("user").ChildActorOf(ConnectionActor.Props(Node, "u1", "c1", EntityIds.Of("u1", "c1")));

    [Fact]
    public void A_batch_says_the_number_of_its_last_event()
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
    public void A_client_that_comes_back_says_what_it_has_and_is_sent_the_rest()
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
    public void An_acknowledgement_of_another_session_counts_for_nothing()
    {
        var port = Attach(out _);
        _connection.Tell(DeliverOf([.. Numbered(3)]));
        port.ExpectFrame();
        var again = Attach(out var handshake, "somebody-elses", ack: 3);
        Assert.Equal(0, handshake.Number);
        Assert.EndsWith("{:n 3}]", again.ExpectFrame(), StringComparison.Ordinal);
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

    private FakePort Attach(out Handshake handshake, string? session = null, long? ack = null)
    {
        var port = new FakePort(Node.Ports.NextNumber(), NewPort(extended: true).Traits with { Session = session, Ack = ack });
        Node.Ports.Add(port);
        _connection.Tell(NewAttach(port));
        handshake = port.Handshakes.Expect("the handshake")!;
        return port;
    }
}
