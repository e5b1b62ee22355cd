using System.Collections.Concurrent;

namespace Sente.AspNetCore.Tests;

/// <summary>Clients without a user, and attackers that use their client-ids: each is identified by its browser or its session, or else only by its socket.</summary>
public sealed class AnonymousClientTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, EventMsg> _taken = new();
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(handlers: handlers => handlers.On("test/*", (EventMsg msg) => { _taken[msg.Id] = msg; }));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_socket_of_the_same_client_id_neither_closes_theirs_nor_gets_what_is_for_it(bool victimHasCookie, bool strangerHasCookie)
    {
        using var victim = await OpenAsync(victimHasCookie, "?client-id=c");
        var asked = await TakeAsync(victim, "test/ask", "\"cb\"");

        using var stranger = await OpenAsync(strangerHasCookie, "?client-id=c");
        asked.Reply!.Send(2);
        Assert.Equal("[2 \"cb\"]", await victim.ReceiveAsync());
        asked.PushBack(new Event("test/pushed", 1));
        Assert.Equal("[[[:test/pushed 1]] nil]", await victim.ReceiveAsync());
        Assert.Equal("[\"pong\" \"p\"]", await stranger.RequestAsync("[[:chsk/ws-ping] \"p\"]"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_poll_of_the_same_client_id_from_another_browser_begins_a_client_of_its_own(bool strangerHasCookie)
    {
        using var victim = Ajax(hasCookie: true, "?client-id=c");
        await victim.HandshakeAsync();
        var asked = await TakeAsync(victim, "test/ask");
        asked.PushBack(new Event("test/pushed", 1));

        using var stranger = Ajax(strangerHasCookie, "?client-id=c");
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", (await stranger.PollAsync()).Text);
        Assert.Equal("[[[:test/pushed 1]] nil]", (await victim.PollAsync()).Text);
    }

    [Fact]
    public async Task A_stock_client_in_a_browser_that_we_know_gets_what_was_pushed_while_it_was_away()
    {
        using var browser = Browser.WithPage(_node.App.Services, _node.Address, out _);
        EventMsg asked;
        using (var before = await browser.OpenAsync("?client-id=c"))
        {
            await before.ReceiveAsync();
            asked = await TakeAsync(before, "test/ask");
            await before.CloseAsync();
        }

        await PushWhileAwayAsync(asked);
        using var after = await browser.OpenAsync("?client-id=c");
        await after.ReceiveAsync();
        Assert.Equal("[[[:test/pushed 1]] nil]", await after.ReceiveAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_the_extension_only_the_right_session_resumes(bool polls)
    {
        var (asked, session) = await LeaveAsync();
        await PushWhileAwayAsync(asked);

        // An attacker with another valid session, with a malformed one, and without one.
        foreach (var wrong in new[] { "&sente-session=" + new string('0', 64), "&sente-session=x", "" })
        {
            Assert.StartsWith("[[:chsk/handshake ", await FirstAsync(polls, wrong), StringComparison.Ordinal);
        }

        Assert.StartsWith("[[:chsk/handshake ", await FirstAsync(false, $"&sente-session={session}&sente-ack=0", andThen: "[[[:test/pushed 1]] nil {:n 1}]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POST_with_the_session_is_the_same_client()
    {
        using var socket = await OpenAsync(hasCookie: false, "?client-id=c&sente-x=1", out var session);
        using var posts = Ajax(hasCookie: false, $"?client-id=c&sente-x=1&sente-session={await session}");
        (await TakeAsync(posts, "test/posted")).PushBack(new Event("test/pushed", 1));
        Assert.Equal("[[[:test/pushed 1]] nil {:n 1}]", await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Malformed_frames_under_their_client_id_get_nobody_else_refused(bool strangerHasCookie)
    {
        using (var stranger = await OpenAsync(strangerHasCookie, "?client-id=c"))
        {
            for (var i = 0; i <= 10; i++)
            {
                await stranger.SendAsync("[");
            }

            Assert.Equal(1007, (await stranger.ReceiveCloseAsync()).Code);
        }

        using var victim = await OpenAsync(hasCookie: true, "?client-id=c");
        Assert.Equal("[\"pong\" \"p\"]", await victim.RequestAsync("[[:chsk/ws-ping] \"p\"]"));
    }

    [Fact]
    public async Task A_client_that_nothing_is_known_of_is_remembered_by_its_address_when_it_misbehaves()
    {
        using (var client = await OpenAsync(hasCookie: false, "?client-id=bad"))
        {
            for (var i = 0; i <= 10; i++)
            {
                await client.SendAsync("[");
            }

            Assert.Equal(1007, (await client.ReceiveCloseAsync()).Code);
        }

        // The report of its close may still be on its way.
        for (var tries = 1; await FirstCodeAsync() != 1013; tries++)
        {
            Assert.InRange(tries, 1, 1_000);
        }

        async Task<int?> FirstCodeAsync()
        {
            using var again = await _node.OpenAsync("?client-id=bad");
            return (await again.ReceiveAnyAsync()).CloseCode;
        }
    }

    [Fact]
    public void A_client_id_alone_is_nobody_to_push_to() => Assert.Contains(
        "new PushToClient(msg, evt)", Assert.Throws<ArgumentException>(() => new PushToClient(Uid.Nil, "c", new Event("test/a"))).Message, StringComparison.Ordinal);

    private Task<RawClient> OpenAsync(bool hasCookie, string query) => OpenAsync(hasCookie, query, out _);

    /// <summary>Opens a socket and receives its handshake; returns the session, if there is one.</summary>
    private Task<RawClient> OpenAsync(bool hasCookie, string query, out Task<string> session)
    {
        var found = new TaskCompletionSource<string>();
        session = found.Task;
        return OpenAsync();

        async Task<RawClient> OpenAsync()
        {
            using var browser = hasCookie ? Browser.WithPage(_node.App.Services, _node.Address, out _) : new Browser(_node.Address);
            var client = await browser.OpenAsync(query);
            found.SetResult(SessionOf(await client.ReceiveAsync()));
            return client;
        }
    }

    private AjaxClient Ajax(bool hasCookie, string query)
    {
        if (!hasCookie)
        {
            return new AjaxClient(_node.Address, query);
        }

        using var browser = Browser.WithPage(_node.App.Services, _node.Address, out _);
        return new AjaxClient(_node.Address, query, http => http.DefaultRequestHeaders.Add("Cookie", browser.Cookies));
    }

    /// <summary>A client with the extension and without a cookie, which has been connected before.</summary>
    private async Task<(EventMsg Asked, string Session)> LeaveAsync()
    {
        using var client = await OpenAsync(hasCookie: false, "?client-id=c&sente-x=1", out var session);
        var asked = await TakeAsync(client, "test/ask");
        await client.CloseAsync();
        return (asked, await session);
    }

    private async Task<string> FirstAsync(bool polls, string more, string? andThen = null)
    {
        if (polls)
        {
            using var ajax = Ajax(hasCookie: false, "?client-id=c&sente-x=1" + more);
            return (await ajax.PollAsync()).Text;
        }

        using var socket = await _node.OpenAsync("?client-id=c&sente-x=1" + more);
        var handshake = await socket.ReceiveAsync();
        Assert.Equal(andThen ?? "[\"pong\" \"p\"]", andThen is null ? await socket.RequestAsync("[[:chsk/ws-ping] \"p\"]") : await socket.ReceiveAsync());
        return handshake;
    }

    private async Task<EventMsg> TakeAsync(RawClient client, string id, string callback = "nil")
    {
        await client.SendAsync($"[[:{id}] {callback}]");
        return await TakenAsync(id);
    }

    private async Task<EventMsg> TakeAsync(AjaxClient client, string id)
    {
        await client.PostAsync($"[[:{id}] nil]");
        return await TakenAsync(id);
    }

    private async Task<EventMsg> TakenAsync(string id)
    {
        EventMsg? msg = null;
        await Eventually.Holds(() => _taken.TryGetValue(id, out msg), $"a handler took {id}");
        return msg!;
    }

    /// <summary>Pushes until the connection knows that its client is away, and an event waits.</summary>
    private async Task PushWhileAwayAsync(EventMsg asked)
    {
        PushResult result;
        do
        {
            result = await _node.Sente.PushAsync(new PushToClient(asked, new Event("test/pushed", 1)));
        }
        while (result.Written > 0);

        Assert.Equal(1, result.Waiting);
    }

    private static string SessionOf(string handshake) =>
        handshake.Split(":session \"") is [_, var rest] ? rest[..rest.IndexOf('"', StringComparison.Ordinal)] : "";
}
