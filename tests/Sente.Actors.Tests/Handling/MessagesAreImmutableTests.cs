using System.Security.Claims;

namespace Sente.Actors.Tests;

/// <summary>Messages and shared objects do not change with the objects that they were created from.</summary>
public sealed class MessagesAreImmutableTests
{
    [Fact]
    public void A_push_keeps_its_events_when_the_callers_list_changes()
    {
        var events = new List<Event> { new("a/b") };
        var push = new PushToUser("u1", events);
        events.Clear();
        Assert.Equal("a/b", Assert.Single(push.Events).Id);
        Assert.False(push.Events is IList<Event> { IsReadOnly: false } or Event[]);
    }

    [Fact]
    public void Pushes_to_many_keep_their_uids()
    {
        var uids = new List<string> { "u1", "u2" };
        var push = new PushToUsers(uids, new Event("a/b"));
        uids.Clear();
        Assert.Equal(["u1", "u2"], push.Uids);
        Assert.False(push.Uids is IList<string> { IsReadOnly: false } or string[]);
    }

    [Fact]
    public void The_principal_of_requests_without_a_user_cannot_be_given_an_identity()
    {
        Assert.Throws<InvalidOperationException>(() => RequestInfo.Empty.User.AddIdentity(new ClaimsIdentity("forged")));
        Assert.Throws<InvalidOperationException>(() => new RequestInfo().User.AddIdentities([new ClaimsIdentity("forged")]));
        Assert.Empty(RequestInfo.Empty.User.Identities);
        Assert.False(RequestInfo.Empty.User.Identity?.IsAuthenticated ?? false);
        var copy = RequestInfo.Empty.User.Clone();
        copy.AddIdentity(new ClaimsIdentity("mine"));
        Assert.Empty(RequestInfo.Empty.User.Identities);
    }

    [Fact]
    public void The_request_that_handlers_receive_cannot_be_changed()
    {
        var given = new Dictionary<string, string> { ["A"] = "1" };
        var request = new RequestInfo { Query = given, Headers = given, Captured = given };
        given["A"] = "2";
        foreach (var texts in new[] { request.Query, request.Headers, request.Captured, RequestInfo.Empty.Query, RequestInfo.Empty.Headers, RequestInfo.Empty.Captured })
        {
            Assert.NotEqual("2", texts.GetValueOrDefault("A"));
            Assert.Throws<NotSupportedException>(() => ((IDictionary<string, string>)texts)["A"] = "3");
        }

        Assert.Equal("1", request.Headers["a"]);
    }
}
