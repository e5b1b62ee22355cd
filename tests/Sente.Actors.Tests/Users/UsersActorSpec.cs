using Akka.Actor;
using Akka.TestKit;

namespace Sente.Actors.Tests;

/// <summary>What the users actor sends to the region (a probe) for the app's messages.</summary>
public sealed class UsersActorSpec : SenteSpec
{
    private readonly IActorRef _users;
    private readonly TestProbe _asker;

    public UsersActorSpec()
    {
        _users = Sys.ActorOf(UsersActor.Props(Node.Services, Node.UserServices.LocalUsers, ActorRefs.Nobody));
        _users.Tell(new RegionStarted(Region));
        _asker = CreateTestProbe("asker");
    }

    [Fact]
    public void Each_push_goes_to_the_users_entity_with_a_rising_number()
    {
        _users.Tell(new PushToUser("u1", new Event("test/a", 1)));
        _users.Tell(new PushToClient("u1", "c1", new Event("test/b", 2)) { Flush = true });
        var first = Region.ExpectMsg<Push>();
        var second = Region.ExpectMsg<Push>();
        Assert.Equal(("u/u1", null, false), (first.EntityId, first.ClientId, first.Flush));
        Assert.Equal(("u/u1", "c1", true), (second.EntityId, second.ClientId, second.Flush));
        Assert.True(second.Number > first.Number);
        Assert.Equal(first.Origin, second.Origin);
    }

    [Fact]
    public void Each_kind_of_push_keeps_its_events_together_and_in_order()
    {
        Event[] events = [new("test/a", 1), new("test/b", 2), new("test/c", 3)];
        string[] texts = [.. events.Select(evt => evt.Encoded.ToString())];
        Assert.Contains("test/b", texts[1], StringComparison.Ordinal);
        _users.Tell(new PushToUser("u1", events));
        _users.Tell(new PushToClient("u1", "c1", events));
        _users.Tell(new PushToUsers(["u1"], events));
        for (var push = 0; push < 3; push++)
        {
            Assert.Equal(texts, Region.ExpectMsg<Push>().Events.Select(evt => evt.ToString()));
        }

        var user = CreateTestProbe("local");
        Node.UserServices.LocalUsers[user] = false;
        _users.Tell(new PushToAll(events));
        Assert.Equal(texts, user.ExpectMsg<DeliverToAll>().Events.Select(evt => evt.ToString()));
    }

    [Fact]
    public void A_client_without_a_user_is_an_entity_of_its_own()
    {
        _users.Tell(new PushToClient(Uid.Nil, "c1", EntityIds.Of(Uid.Nil, "c1"), [new Event("test/a", 1)]));
        var entityId = Region.ExpectMsg<Push>().EntityId;
        Assert.Equal(EntityIds.Of(Uid.Nil, "c1"), entityId);
        Assert.StartsWith("p/", entityId, StringComparison.Ordinal);
        Assert.DoesNotContain("c1", entityId, StringComparison.Ordinal);
        Assert.NotEqual(EntityIds.Of(Uid.Nil, "c2"), entityId);
    }

    [Fact]
    public void A_user_whose_name_looks_like_the_reserved_entity_is_a_user_all_the_same()
    {
        _users.Tell(new PushToUser("n/c1", new Event("test/a", 1)));
        Assert.Equal("u/n/c1", Region.ExpectMsg<Push>().EntityId);
    }

    [Fact]
    public void An_event_over_the_bound_is_refused_and_the_result_names_the_bound()
    {
        Limits.MaxPushSize = 100;
        _users.Tell(new PushToUser("u1", new Event("test/a", new string('x', 100))) { WantsResult = true }, _asker);
        var refusal = Assert.Single(_asker.ExpectMsg<PushResult>().Refused);
        Assert.Equal(PushRefusalReason.TooBig, refusal.Reason);
        Assert.Contains("100", refusal.Message, StringComparison.Ordinal);
        Region.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(1, Counted("sente.pushes.refused"));
    }

    [Fact]
    public void The_result_of_a_push_to_several_users_is_the_sum()
    {
        _users.Tell(new PushToUsers(["u1", "u2", "u2"], new Event("test/a", 1)) { WantsResult = true }, _asker);
        Region.ExpectMsg<Push>();
        Region.Reply(new PushResult(2, 0, []));
        Region.ExpectMsg<Push>();
        Region.Reply(new PushResult(1, 3, []));
        var sum = _asker.ExpectMsg<PushResult>();
        Assert.Equal((3, 3), (sum.Written, sum.Waiting));
    }

    [Fact]
    public void Users_whose_node_does_not_answer_count_as_refused()
    {
        Limits.PushTimeout = TimeSpan.FromSeconds(5);
        _users.Tell(new PushToUsers(["u1", "u2"], new Event("test/a", 1)) { WantsResult = true }, _asker);
        Region.ExpectMsg<Push>();
        Region.Reply(new PushResult(1, 0, []));
        Region.ExpectMsg<Push>();
        AwaitAssert(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            var sum = _asker.ExpectMsg<PushResult>(TimeSpan.FromMilliseconds(200));
            Assert.Equal((1, 1), (sum.Written, sum.Refused.Count));
        });
    }

    [Fact]
    public void A_push_to_no_users_is_answered_at_once()
    {
        _users.Tell(new PushToUsers([], new Event("test/a", 1)) { WantsResult = true }, _asker);
        Assert.Equal(0, _asker.ExpectMsg<PushResult>().Written);
    }

    [Fact]
    public void Closing_a_user_travels_to_its_entity()
    {
        _users.Tell(new CloseUser("u1", TimeSpan.FromMinutes(1)));
        Assert.Equal(new CloseEntity("u/u1", TimeSpan.FromMinutes(1)), Region.ExpectMsg<CloseEntity>());
    }

    [Theory]
    [InlineData("")]
    [InlineData(Uid.Nil)]
    [InlineData("sente/nil-uid")]
    [InlineData("sente/all-users-without-uid")]
    [InlineData(" :SENTE/nil-uid")]
    public void A_push_to_a_uid_that_no_user_can_have_is_refused_where_it_is_made(string uid) =>
        Assert.ThrowsAny<ArgumentException>(() => new PushToUser(uid, new Event("test/a")));

    [Fact]
    public void A_uid_has_at_most_256_bytes() =>
        Assert.Contains("258", Assert.Throws<ArgumentException>(() => new PushToUser(new string('é', 129), new Event("test/a"))).Message, StringComparison.Ordinal);
}
