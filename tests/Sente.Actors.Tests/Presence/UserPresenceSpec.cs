using Akka.Actor;

namespace Sente.Actors.Tests;

/// <summary>When a user counts as connected, and by which kind of transport. A probe replaces the presence actor.</summary>
public sealed class UserPresenceSpec : SenteSpec
{
    private readonly IActorRef _user;

    public UserPresenceSpec() => _user = CreateTestProbe("shard").ChildActorOf(UserActor.Props(Node.UserServices));

    [Fact]
    public void A_socket_makes_its_user_present_at_once()
    {
        Attach();
        ExpectPresence(ws: true, ajax: false);
    }

    [Fact]
    public void A_polling_client_is_present_from_its_first_held_poll_and_not_from_the_handshake()
    {
        Attach(TransportKind.Ajax, handshake: true).End();
        Handled(_user);
        Presence.ExpectNoMsg(TimeSpan.Zero);
        Attach(TransportKind.Ajax, handshake: false);
        ExpectPresence(ws: false, ajax: true);
    }

    [Fact]
    public void A_client_that_returns_within_the_grace_never_left()
    {
        var port = Attach();
        ExpectPresence(ws: true, ajax: false);
        Leave(port);
        Advance(TimeSpan.FromSeconds(2.4));
        Attach();
        Advance(TimeSpan.FromSeconds(60));
        Handled(_user);
        Presence.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void After_the_grace_the_user_has_left()
    {
        var port = Attach();
        ExpectPresence(ws: true, ajax: false);
        Leave(port);
        Advance(TimeSpan.FromSeconds(2.5));
        ExpectPresence(ws: false, ajax: false);
    }

    [Fact]
    public void A_client_that_changes_to_polling_changes_its_kind()
    {
        Attach();
        ExpectPresence(ws: true, ajax: false);
        Attach(TransportKind.Ajax, handshake: true);
        Attach(TransportKind.Ajax, handshake: false);
        ExpectPresence(ws: false, ajax: true);
    }

    [Fact]
    public void A_user_is_present_as_long_as_any_client_is()
    {
        var first = Attach(clientId: "c1");
        ExpectPresence(ws: true, ajax: false);
        Attach(clientId: "c2");
        Leave(first);
        Advance(TimeSpan.FromSeconds(5));
        Handled(_user);
        Presence.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_user_without_clients_answers_that_it_is_offline()
    {
        _user.Tell(new AskPresence("u/u1"), TestActor);
        Assert.False(ExpectMsg<PresenceAnswer>().Online);
    }

    [Fact]
    public void A_user_with_a_client_answers_that_it_is_online()
    {
        Attach();
        ExpectPresence(ws: true, ajax: false);
        _user.Tell(new AskPresence("u/u1"), TestActor);
        Assert.True(ExpectMsg<PresenceAnswer>().Online);
    }

    [Fact]
    public void A_user_actor_that_stops_with_connections_reports_that_they_have_ended()
    {
        Attach();
        ExpectPresence(ws: true, ajax: false);
        Sys.Stop(_user);
        ExpectPresence(ws: false, ajax: false);
    }

    private FakePort Attach(TransportKind kind = TransportKind.WebSocket, bool handshake = true, string clientId = "c1")
    {
        var port = NewPort(kind, handshake: handshake);
        _user.Tell(NewAttach(port, clientId: clientId));
        port.ExpectAttached();
        return port;
    }

    private void Leave(FakePort port)
    {
        port.End();
        AwaitAssert(() => Assert.True(port.WasDetached));
        Handled(port.Connection);
    }

    private void ExpectPresence(bool ws, bool ajax)
    {
        var presence = Presence.ExpectMsg<UserPresence>();
        Assert.Equal(("u/u1", "u1", ws, ajax), (presence.EntityId, presence.Uid, presence.Ws, presence.Ajax));
    }
}
