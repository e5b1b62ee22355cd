using Akka.Actor;
using Akka.TestKit;

namespace Sente.Actors.Tests;

/// <summary>The credit of POSTed events: it goes back to the POST's node when the event is done, on this node or another.</summary>
public sealed class PostedCreditSpec : SenteSpec
{
    private readonly TestProbe _handler;

    public PostedCreditSpec()
    {
        _handler = CreateTestProbe("handler");
        Node.Router.Add(EventPattern.Default, new ActorHandler("*", _handler, Node.Router.Failures, _ => { }));
    }

    [Fact]
    public async Task Credit_of_this_node_comes_back_when_the_handler_has_the_event()
    {
        var (credit, _) = await Node.PostCredits.TakeAsync("u1", "c1", 10, 1, CancellationToken.None);
        Node.Connections.PostedEvents.Route(Posted(Node.Actors.Gateway, credit, "test/in"));
        _handler.ExpectMsg<EventMsg>().Complete();
        Assert.Equal((0, 0L, 0, 0), (Node.PostCredits.Events, Node.PostCredits.Bytes, Node.PostCredits.Clients, Node.Connections.Queues.Count));
    }

    [Fact]
    public void Credit_of_another_node_goes_to_its_gateway_once()
    {
        var gateway = CreateTestProbe("gateway");
        Node.Connections.PostedEvents.Route(Posted(gateway, 7, "test/in"));
        _handler.ExpectMsg<EventMsg>().Complete();
        Assert.Equal(7, gateway.ExpectMsg<PostDone>().Credit);
        gateway.ExpectNoMsg(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("chsk/uidport-open")]
    [InlineData("chsk/ws-pong")]
    public async Task Credit_comes_back_for_events_that_no_handler_gets(string id)
    {
        var (credit, _) = await Node.PostCredits.TakeAsync("u1", "c1", 10, 1, CancellationToken.None);
        Node.Connections.PostedEvents.Route(Posted(Node.Actors.Gateway, credit, id));
        Assert.Equal((0, 0), (Node.PostCredits.Events, Node.Connections.Queues.Count));
    }

    [Fact]
    public async Task The_gateway_gives_back_what_another_node_reports()
    {
        var (credit, _) = await Node.PostCredits.TakeAsync("u1", "c1", 10, 1, CancellationToken.None);
        Node.Actors.Gateway.Tell(new PostDone(credit));
        AwaitAssert(() => Assert.Equal(0, Node.PostCredits.Events));
    }

    [Fact]
    public void A_client_has_one_queue_for_as_long_as_anybody_needs_it()
    {
        var queues = new ClientQueues(1);
        var first = queues.Enter("u", "c");
        Assert.Same(first, queues.Enter("u", "c"));
        Assert.NotSame(first, queues.Enter("u", "other"));
        queues.Leave("u", "c");
        Assert.Same(first, queues.Enter("u", "c"));
        queues.Leave("u", "c");
        queues.Leave("u", "c");
        queues.Leave("u", "other");
        Assert.Equal(0, queues.Count);
    }

    private static PostedEvent Posted(IActorRef gateway, long credit, string id) =>
        new("u/u1", "u1", "c1", gateway, 0, credit, 10, false, Event.FromWire(id, default), RequestInfo.Empty);
}
