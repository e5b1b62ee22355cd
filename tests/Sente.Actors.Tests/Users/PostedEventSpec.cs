using Akka.Actor;
using Akka.TestKit;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Events that come by POST: they need no connection and make none, and their replies go to the POST.</summary>
public sealed class PostedEventSpec : SenteSpec
{
    private readonly TestProbe _shard;
    private readonly TestProbe _handler;
    private readonly IActorRef _user;

    public PostedEventSpec()
    {
        _shard = CreateTestProbe("shard");
        _handler = CreateTestProbe("handler");
        _user = _shard.ChildActorOf(UserActor.Props(Node.UserServices));
        Node.Router.Add(EventPattern.Default, new ActorHandler("*", _handler, Node.Router.Failures, _ => { }));
    }

    [Fact]
    public void A_handlers_reply_goes_to_the_POST_and_the_user_is_not_there_for_it()
    {
        var pending = new FakePost();
        Post("[[:test/echo 1] :ajax]", pending);
        var msg = _handler.ExpectMsg<EventMsg>();
        Assert.Equal(("u1", "c1"), (msg.Uid, msg.ClientId));
        _shard.ExpectMsg<Akka.Cluster.Sharding.Passivate>();
        msg.Reply!.Send(7);
        Assert.Equal("7", pending.Expect());
        Presence.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_POST_of_a_connected_client_leaves_its_connection_alone()
    {
        var port = NewPort();
        _user.Tell(NewAttach(port));
        port.ExpectAttached();
        var pending = new FakePost();
        Post("[[:test/echo 1] :ajax]", pending);
        _handler.ExpectMsg<EventMsg>().Reply!.Send("yes");
        Assert.Equal("\"yes\"", pending.Expect());
        Handled(port.Connection);
        Assert.Empty(port.TakeFrames());
    }

    [Fact]
    public void The_first_reply_wins_and_one_after_the_POST_has_gone_is_counted()
    {
        var pending = new FakePost();
        var number = Post("[[:test/echo 1] :ajax]", pending);
        var msg = _handler.ExpectMsg<EventMsg>();
        Assert.True(Node.Gateway.Abandon(number));
        msg.Reply!.Send(7);
        AwaitAssert(() => Assert.Equal(1, Counted("sente.replies.late")));
        Assert.Equal(0, Node.Transports.Posts.Count);
    }

    [Fact]
    public void A_POST_of_an_event_that_only_the_server_may_send_is_answered_error()
    {
        var pending = new FakePost();
        Post("[[:chsk/uidport-open \"admin\"] :ajax]", pending);
        Assert.Equal(":chsk/error", pending.Expect());
        Assert.Equal(1, Counted("sente.events.forged"));
    }

    [Fact]
    public void A_POST_of_a_malformed_event_goes_to_bad_event_handlers_without_a_reply()
    {
        var bad = CreateTestProbe();
        Node.Router.Add(EventPattern.Parse("chsk/bad-event"), new ActorHandler("*", bad, Node.Router.Failures, _ => { }));
        Post("[\"what\" :ajax]", new FakePost());
        Assert.Null(bad.ExpectMsg<EventMsg>().Reply);
    }

    /// <summary>Sends the user what <see cref="Gateway.Post"/> sends to the region.</summary>
    private long Post(string packed, FakePost pending)
    {
        var message = Packers.Edn.ReadClientMessage(System.Text.Encoding.UTF8.GetBytes(packed), WireLimits.Default);
        var number = Node.Gateway.Post(message, pending, "u1", "c1", EntityIds.Of("u1", "c1"), RequestInfo.Empty);
        _user.Tell(Region.ExpectMsg<PostedEvent>());
        return number;
    }

    private sealed class FakePost : PendingPost
    {
        private readonly System.Collections.Concurrent.BlockingCollection<string> _replies = [];

        public override void Reply(ReplyContent content) => _replies.Add(content.Value.ToString());

        public string Expect() => _replies.Expect("the reply");
    }
}
