namespace Sente.Actors.Tests;

/// <summary>Pushing an event back to the client that sent one.</summary>
public sealed class PushBackSpec : SenteSpec
{
    private readonly Event _event = new("test/back");

    [Theory]
    [InlineData("u1")]
    [InlineData(Uid.Nil)]
    public void It_is_a_push_to_the_sending_client_only(string uid)
    {
        new LocalEventMsg(new Event("test/in"), uid, "c1", RequestInfo.Empty, null, users: Users).PushBack(_event);
        AssertPushed(uid);
    }

    [Fact]
    public void The_client_of_a_POSTed_event_can_be_pushed_to()
    {
        EventMsg? taken = null;
        Node.Router.Add(EventPattern.Default, new Taking(msg => taken = msg));
        Node.Connections.PostedEvents.Route(new PostedEvent("n/x", Uid.Nil, "c1", Node.Actors.Gateway, 0, 0, 0, false, new Event("test/in"), RequestInfo.Empty));
        taken!.PushBack(_event);
        AssertPushed(Uid.Nil);
    }

    [Fact]
    public void Sentes_own_events_are_refused() => Assert.Throws<ArgumentException>(
        () => new LocalEventMsg(new Event("test/in"), "u1", "c1", RequestInfo.Empty, null, users: Users).PushBack(Event.FromWire("chsk/close", default)));

    [Fact]
    public void The_error_of_a_push_to_the_uid_of_clients_without_a_user_names_PushBack() =>
        Assert.Contains("msg.PushBack", Assert.Throws<ArgumentException>(() => new PushToUser(Uid.Nil, _event)).Message, StringComparison.Ordinal);

    private void AssertPushed(string uid)
    {
        var push = Users.ExpectMsg<PushBack>();
        Assert.Equal((uid, "c1", "test/back"), (push.Uid, push.ClientId, push.Event.Id));
    }

    private sealed class Taking(Action<EventMsg> take) : RegisteredHandler("*")
    {
        public override void Handle(EventMsg msg, EventQueue queue) => take(msg);
    }
}
