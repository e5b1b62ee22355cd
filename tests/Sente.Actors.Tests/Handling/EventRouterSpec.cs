namespace Sente.Actors.Tests;

public sealed class EventRouterSpec : SenteSpec
{
    private readonly EventQueue _queue = new();

    [Theory]
    [InlineData("chat/message", "chat/message")]
    [InlineData("chat/other", "chat/*")]
    [InlineData("game/move", "*")]
    public void The_most_specific_pattern_receives_the_event(string id, string pattern)
    {
        var handlers = new[] { "chat/message", "chat/*", "*" }.ToDictionary(text => text, Add);
        Assert.Same(handlers[pattern], Node.Router.Route(Message(id), _queue));
    }

    [Fact]
    public void The_default_receives_none_of_Sentes_own_events_which_is_no_failure()
    {
        Add("*");
        Assert.Null(Node.Router.Route(Message("chsk/ws-ping"), _queue));
        Assert.Equal(0, Counted("sente.handler.failures"));
    }

    [Fact]
    public void Sentes_own_events_go_to_handlers_for_their_id_or_namespace()
    {
        var all = Add("chsk/*");
        var ping = Add("chsk/ws-ping");
        Assert.Same(ping, Node.Router.Route(Message("chsk/ws-ping"), _queue));
        Assert.Same(all, Node.Router.Route(Message("chsk/uidport-open"), _queue));
    }

    [Fact]
    public void A_pattern_has_one_handler()
    {
        Add("chat/*");
        Assert.Contains("chat/*", Assert.Throws<InvalidOperationException>(() => Add("chat/*")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_handler_receives_nothing_more_and_its_pattern_is_free()
    {
        var registration = Node.Router.Add(EventPattern.Parse("chat/*"), new RecordingHandler("chat/*"));
        registration.Dispose();
        registration.Dispose();
        Assert.Null(Node.Router.Route(Message("chat/message"), _queue));
        Assert.Equal(1, Counted("sente.handler.failures"));
        Assert.NotNull(Add("chat/*"));
    }

    private static LocalEventMsg Message(string id) => new(Event.FromWire(id, default), "u1", "c1", RequestInfo.Empty, null);

    private RecordingHandler Add(string pattern)
    {
        var handler = new RecordingHandler(pattern);
        Node.Router.Add(EventPattern.Parse(pattern), handler);
        return handler;
    }

    private sealed class RecordingHandler(string pattern) : RegisteredHandler(pattern)
    {
        public override void Handle(EventMsg msg, EventQueue queue) => msg.Complete();
    }
}
