using System.Threading.Channels;
using Akka.Actor;
using Akka.TestKit;

namespace Sente.Actors.Tests;

/// <summary>What handlers, watchers and the presence table learn when users connect and leave.</summary>
public sealed class PresenceActorSpec : SenteSpec
{
    private readonly IActorRef _presence;
    private readonly TestProbe _handler;

    public PresenceActorSpec()
    {
        _presence = Sys.ActorOf(PresenceActor.Props(Node.Presence, Node.Router, Users));
        _handler = CreateTestProbe("handler");
        Node.Router.Add(EventPattern.Parse("chsk/*"), new ActorHandler("*", _handler, Node.Router.Failures, _ => { }));
    }

    [Fact]
    public void Handlers_receive_an_event_with_the_uid_when_a_user_connects_and_leaves()
    {
        Tell("u/u1", "u1", ws: true, ajax: false);
        Tell("u/u1", "u1", ws: true, ajax: true);
        Tell("u/u1", "u1", ws: false, ajax: false);
        Assert.Equal(("chsk/uidport-open", "u1"), Next());
        Assert.Equal(("chsk/uidport-close", "u1"), Next());
        _handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Anonymous_clients_together_are_one_user()
    {
        Tell("n/c1", Uid.Nil, ws: true, ajax: false);
        Tell("n/c2", Uid.Nil, ws: true, ajax: false);
        Tell("n/c1", Uid.Nil, ws: false, ajax: false);
        Handled(_presence);
        Assert.Equal([Uid.Nil], Node.Presence.Current.Any);
        Tell("n/c2", Uid.Nil, ws: false, ajax: false);
        Assert.Equal(("chsk/uidport-open", Keyword.Parse("sente/nil-uid")), Next());
        Assert.Equal(("chsk/uidport-close", Keyword.Parse("sente/nil-uid")), Next());
    }

    [Fact]
    public void The_three_sets_contain_the_users_by_kind_of_transport()
    {
        Tell("u/u1", "u1", ws: true, ajax: false);
        Tell("u/u2", "u2", ws: false, ajax: true);
        Handled(_presence);
        var current = Node.Presence.Current;
        Assert.Equal(["u1"], current.Ws);
        Assert.Equal(["u2"], current.Ajax);
        Assert.Equal(["u1", "u2"], current.Any.Order());
        Assert.Same(current, Node.Presence.Current);
    }

    [Fact]
    public async Task Watchers_get_each_change_in_order_until_they_stop()
    {
        var changes = Channel.CreateUnbounded<PresenceChange>();
        _presence.Tell(new WatchPresence(changes.Writer));
        Tell("u/u1", "u1", ws: true, ajax: false);
        Tell("u/u1", "u1", ws: false, ajax: true);
        Assert.Equal(new PresenceChange("u1", true, false), await changes.Reader.ReadAsync());
        Assert.Equal(new PresenceChange("u1", false, true), await changes.Reader.ReadAsync());
        _presence.Tell(new UnwatchPresence(changes.Writer));
        Tell("u/u1", "u1", ws: false, ajax: false);
        Handled(_presence);
        Assert.False(changes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_watcher_that_falls_behind_gets_an_error()
    {
        var changes = Channel.CreateBounded<PresenceChange>(1);
        _presence.Tell(new WatchPresence(changes.Writer));
        Tell("u/u1", "u1", ws: true, ajax: false);
        Tell("u/u1", "u1", ws: false, ajax: false);
        Handled(_presence);
        Assert.True(changes.Reader.TryRead(out _));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await changes.Reader.Completion);
    }

    private void Tell(string entityId, string uid, bool ws, bool ajax) =>
        _presence.Tell(new UserPresence(entityId, uid, ws, ajax, "c1", RequestInfo.Empty));

    private (string Id, object? Data) Next()
    {
        var msg = _handler.ExpectMsg<EventMsg>();
        return (msg.Id, msg.Data.ToValue());
    }
}
