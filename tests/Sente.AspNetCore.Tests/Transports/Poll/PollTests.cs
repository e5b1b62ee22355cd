using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>Polls over Kestrel: held, answered, acknowledged by the next one, aborted at every moment.</summary>
public sealed class PollTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente =>
        {
            sente.PollTimeout = TimeSpan.FromSeconds(30);
            sente.Limits.MaxBatchEvents = 256;
        });

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_poll_that_asks_for_it_is_answered_with_the_handshake_at_once_and_so_is_one_of_an_unknown_client()
    {
        using var client = Client("u1", "c1");
        var answer = await client.GetAsync("&handshake%3F=1");
        Assert.Equal((HttpStatusCode.OK, "[[:chsk/handshake [\"u1\" nil nil]] nil]"), (answer.Status, answer.Text));
        Assert.Equal(("text/plain; charset=utf-8", "nosniff", "no-store"), (answer.ContentType, answer.NoSniff, answer.CacheControl));
        using var unknown = Client("u1", "c2");
        Assert.Equal("[[:chsk/handshake [\"u1\" nil nil]] nil]", (await unknown.PollAsync()).Text);
    }

    [Fact]
    public async Task Any_value_of_handshake_counts_even_none()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        Assert.StartsWith("[[:chsk/handshake ", (await client.GetAsync("&handshake%3F=")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_a_user_is_told_so()
    {
        using var client = new AjaxClient(_node.Address, "?client-id=c1");
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", (await client.PollAsync()).Text);
    }

    [Fact]
    public async Task A_held_poll_ends_with_what_is_pushed()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        var poll = await HeldAsync(client, "u1");
        var result = _node.Sente.PushAsync("u1", new Event("test/pushed", 1));
        Assert.Equal("[[[:test/pushed 1]] nil]", (await poll).Text);
        Assert.Equal(1, (await result).Written);
    }

    [Fact]
    public async Task What_is_pushed_between_two_polls_comes_with_the_next()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        await HeldAndAnsweredAsync(client, "u1", 0);
        Assert.Equal(1, (await _node.Sente.PushAsync("u1", new Event("test/pushed", 1))).Waiting);
        Assert.Equal(1, (await _node.Sente.PushAsync("u1", new Event("test/pushed", 2))).Waiting);
        Assert.Equal("[[[:test/pushed 1] [:test/pushed 2]] nil]", (await client.PollAsync()).Text);
    }

    [Fact]
    public async Task Ten_thousand_events_pushed_between_polls_all_come_in_order()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        await HeldAndAnsweredAsync(client, "u1", 0);
        for (var i = 0; i < 10_000; i++)
        {
            _node.Sente.Push("u1", new Event("test/pushed", i));
        }

        var expected = 0;
        while (expected < 10_000)
        {
            foreach (var evt in Message.Read((await client.PollAsync()).Text).Batch!)
            {
                Assert.Equal((long)expected++, ((ValueVector)evt!)[1]);
            }
        }
    }

    [Fact]
    public async Task A_poll_with_nothing_to_say_ends_with_timeout()
    {
        await using var node = await TestNode.StartAsync(sente => sente.PollTimeout = TimeSpan.FromMilliseconds(200));
        using var client = new AjaxClient(node.Address, "?uid=u1&client-id=c1");
        await client.HandshakeAsync();
        Assert.Equal("[:chsk/timeout nil]", (await client.PollAsync()).Text);
        Assert.Equal("[:chsk/timeout nil]", (await client.PollAsync()).Text);
    }

    [Fact]
    public async Task An_answer_that_the_client_did_not_get_is_sent_again_after_the_handshake_it_asks_for()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        await HeldAndAnsweredAsync(client, "u1", 1);

        // The client sees a lost response, and asks for a handshake after that error.
        await client.HandshakeAsync();
        Assert.Equal("[[[:test/pushed 1]] nil]", (await client.PollAsync()).Text);
        await HeldAndAnsweredAsync(client, "u1", 2);
    }

    [Fact]
    public async Task Of_two_held_polls_of_a_client_the_older_ends_with_timeout_at_once()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        var older = await HeldAsync(client, "u1");
        var newer = client.PollAsync();
        Assert.Equal("[:chsk/timeout nil]", (await older).Text);
        _node.Sente.Push("u1", new Event("test/pushed", 1));
        Assert.Equal("[[[:test/pushed 1]] nil]", (await newer).Text);
    }

    [Fact]
    public async Task A_client_with_the_extension_has_its_poll_held_for_less_where_it_asks_for_that()
    {
        await using var node = await TestNode.StartAsync(sente => sente.PollTimeout = TimeSpan.FromSeconds(55));
        using var client = await ExtendedAsync("c1", node);
        Assert.Equal("[:chsk/timeout nil]", (await client.GetAsync("&sente-hold=0")).Text);
        Assert.Equal("[:chsk/timeout nil]", (await client.GetAsync("&sente-hold=10")).Text);
    }

    [Theory]
    [InlineData("-1", true)]
    [InlineData("99999999999", true)]
    [InlineData("soon", true)]
    [InlineData("0", false)]
    public async Task A_poll_that_asks_for_nothing_that_can_be_done_is_held_as_any_other(string hold, bool extended)
    {
        using var client = extended ? await ExtendedAsync("c1", _node) : Client("u1", "c1");
        if (!extended)
        {
            await client.HandshakeAsync();
        }

        var poll = client.GetAsync("&sente-hold=" + hold);
        await Eventually.Holds(() => IsPolling("u1") && _node.Node.Ports.Count == 1, "the poll was held");
        _node.Sente.Push("u1", new Event("test/pushed", 1));
        Assert.StartsWith("[[[:test/pushed 1]] nil", (await poll).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_poll_with_the_extension_learns_from_503_that_another_client_has_its_id()
    {
        using var first = await ExtendedAsync("c1", _node);
        var held = await HeldAsync(first, "u1");
        using var second = await ExtendedAsync("c1", _node);
        var answer = await held;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "this client-id is in use: take another"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Of_a_thousand_polls_of_one_client_few_are_held_and_the_newest_gets_what_is_pushed()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        await HeldAsync(client, "u1");
        var polls = Enumerable.Range(0, 1000).Select(_ => client.PollAsync()).ToList();
        var held = 1 + _node.Node.Limits.MaxOlderTransports;
        await Eventually.Holds(() => polls.Count(poll => poll.IsCompleted) >= 1000 - held, "all but a few of the polls ended");
        _node.Sente.Push("u1", new Event("test/pushed", 1));
        var answers = await Task.WhenAll(polls);
        Assert.Single(answers, answer => answer.Text == "[[[:test/pushed 1]] nil]");
        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.ServiceUnavailable || answer.Text is "[[[:test/pushed 1]] nil]" or "[:chsk/timeout nil]", answer.Text));
        await Eventually.Holds(() => _node.Node.Ports.Count == 0, "no port was left");
    }

    [Fact]
    public async Task A_held_poll_whose_client_goes_loses_nothing()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        using var gone = new CancellationTokenSource();
        var poll = await HeldAsync(client, "u1", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await Eventually.Holds(() => _node.Node.Ports.Count == 0, "the poll was let go");
        Assert.Equal(1, (await _node.Sente.PushAsync("u1", new Event("test/pushed", 1))).Waiting);
        await client.HandshakeAsync();
        Assert.Equal("[[[:test/pushed 1]] nil]", (await client.PollAsync()).Text);
    }

    [Fact]
    public async Task A_poll_whose_answer_is_cut_off_half_way_is_answered_again()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        var large = new string('x', 500_000);
        using (var raw = new TcpClient())
        {
            await raw.ConnectAsync(IPAddress.Loopback, _node.Address.Port);
            var stream = raw.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /chsk?uid=u1&client-id=c1 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            await Eventually.Holds(() => IsPolling("u1"), "the poll was held");
            _node.Sente.Push("u1", new Event("test/pushed", large));
            var buffer = new byte[100];
            Assert.True(await stream.ReadAsync(buffer).AsTask().InTime() > 0);
            raw.LingerState = new LingerOption(true, 0);
        }

        await Eventually.Holds(() => _node.Node.Ports.Count == 0, "the poll was let go");
        await client.HandshakeAsync();
        Assert.Equal(large, ((ValueVector)Message.Read((await client.PollAsync()).Text).Batch![0]!)[1]);
    }

    [Fact]
    public async Task A_client_may_go_over_from_a_socket_to_polls_and_back_and_misses_nothing()
    {
        using var socket = await _node.ConnectAsync("u1", "c1");
        await socket.CloseAsync();
        await Eventually.Holds(() => _node.Node.Ports.Count == 0, "the socket was let go");
        await _node.Sente.PushAsync("u1", new Event("test/pushed", 1));
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        Assert.Equal("[[[:test/pushed 1]] nil]", (await client.PollAsync()).Text);
        var held = await HeldAsync(client, "u1");
        using var again = await _node.ConnectAsync("u1", "c1");
        Assert.Equal("[:chsk/timeout nil]", (await held).Text);
        _node.Sente.Push("u1", new Event("test/pushed", 2));
        Assert.Equal("[[[:test/pushed 2]] nil]", await again.ReceiveAsync());
    }

    [Fact]
    public async Task Closing_a_user_ends_its_poll_with_timeout_and_the_next_is_answered_with_a_handshake()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        var held = await HeldAsync(client, "u1");
        _node.Sente.Close("u1");
        Assert.Equal("[:chsk/timeout nil]", (await held).Text);
        Assert.StartsWith("[[:chsk/handshake ", (await client.PollAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_is_kept_out_is_told_503_and_when_to_try_again()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        _node.Sente.Close("u1", TimeSpan.FromMinutes(1));
        AjaxAnswer refused = null!;
        await Eventually.Holds(() => (refused = client.GetAsync("&handshake%3F=1").GetAwaiter().GetResult()).Status == HttpStatusCode.ServiceUnavailable, "the poll was refused");
        Assert.NotNull(refused.RetryAfter);
    }

    [Fact]
    public async Task When_the_host_stops_held_polls_end_and_it_stops_within_seconds()
    {
        var node = await TestNode.StartAsync();
        using var client = new AjaxClient(node.Address, "?uid=u1&client-id=c1");
        await client.HandshakeAsync();
        var poll = client.PollAsync();
        await Eventually.Holds(() => node.App.Services.GetConnected().Current.Ajax.Contains("u1"), "the poll was held");
        var stopping = node.App.StopAsync();
        Assert.Equal("[:chsk/timeout nil]", (await poll).Text);
        await stopping.InTime();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_poller_is_present_by_ajax()
    {
        using var client = Client("u1", "c1");
        await client.HandshakeAsync();
        await HeldAsync(client, "u1");
        var current = _node.App.Services.GetConnected().Current;
        Assert.Equal((true, false, true), (current.Ajax.Contains("u1"), current.Ws.Contains("u1"), current.Any.Contains("u1")));
    }

    [Theory]
    [InlineData("?uid=u1", "missing or blank")]
    [InlineData("?uid=u1&client-id=%20", "missing or blank")]
    [InlineData("?uid=u1&client-id=a&client-id=b", "more than once")]
    [InlineData("?uid=u1&client-id=c1&sente-packer=morse", "sente-packer")]
    public async Task A_poll_with_bad_parameters_is_400_and_says_why(string query, string why)
    {
        using var client = new AjaxClient(_node.Address, query);
        var answer = await client.PollAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(why, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(129, "client-id has 129 bytes")]
    [InlineData(128, null)]
    public async Task A_client_id_has_at_most_128_bytes(int length, string? why)
    {
        using var client = new AjaxClient(_node.Address, $"?uid=u1&client-id={new string('c', length)}");
        var answer = await client.PollAsync();
        Assert.Equal(why is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(why ?? "handshake", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>Creates a client with the extension that has its handshake.</summary>
    private static async Task<AjaxClient> ExtendedAsync(string clientId, TestNode node)
    {
        var query = $"?uid=u1&client-id={clientId}&sente-x=1";
        using var client = new AjaxClient(node.Address, query);
        var handshake = (await client.GetAsync("&handshake%3F=1")).Text;
        return new AjaxClient(node.Address, $"{query}&sente-session={handshake.Split(":session \"")[1].Split('"')[0]}");
    }

    private AjaxClient Client(string uid, string clientId) => new(_node.Address, $"?uid={uid}&client-id={clientId}");

    private bool IsPolling(string uid) => _node.App.Services.GetConnected().Current.Ajax.Contains(uid);

    /// <summary>Sends a poll that the server holds.</summary>
    private async Task<Task<AjaxAnswer>> HeldAsync(AjaxClient client, string uid, CancellationToken cancellationToken = default)
    {
        var poll = client.GetAsync("", cancellationToken);
        await Eventually.Holds(() => IsPolling(uid) && _node.Node.Ports.Count == 1, "the poll was held");
        return poll;
    }

    private async Task HeldAndAnsweredAsync(AjaxClient client, string uid, int number)
    {
        var poll = await HeldAsync(client, uid);
        Assert.Equal(1, (await _node.Sente.PushAsync(uid, new Event("test/pushed", number))).Written);
        Assert.Equal($"[[[:test/pushed {number}]] nil]", (await poll).Text);
        await Eventually.Holds(() => _node.Node.Ports.Count == 0, "the poll was over");
    }
}
