using System.Net.WebSockets;

namespace Sente.AspNetCore.Tests;

/// <summary>WebSockets from the handshake to the end, over Kestrel.</summary>
public sealed class WebSocketPortTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Fact]
    public async Task A_message_in_fragments_is_one_message()
    {
        using var client = await _node.ConnectAsync("fragments");
        await client.SendAsync("[[:test/ec", end: false);
        await client.SendAsync("ho \"ü", end: false);
        await client.SendAsync("☃\"] \"cb1\"]");

        Assert.Equal("[\"ü☃\" \"cb1\"]", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_large_message_passes_both_ways()
    {
        using var client = await _node.ConnectAsync("large");
        var text = new string('x', 900_000);

        Assert.Equal($"[\"{text}\" \"cb1\"]", await client.RequestAsync($"[[:test/echo \"{text}\"] \"cb1\"]"));
    }

    [Theory]
    [InlineData("\"cb1\"")]
    [InlineData("42")]
    [InlineData(":a/b")]
    [InlineData("[1 {:a nil}]")]
    [InlineData("true")]
    public async Task A_callback_id_of_any_kind_is_echoed(string callback)
    {
        using var client = await _node.ConnectAsync("callbacks");

        Assert.Equal($"[1 {callback}]", await client.RequestAsync($"[[:test/echo 1] {callback}]"));
        Assert.Equal($"[\"pong\" {callback}]", await client.RequestAsync($"[[:chsk/ws-ping] {callback}]"));
    }

    [Theory]
    [InlineData(1000, "CLOSE_NORMAL")]
    [InlineData(1001, null)]
    [InlineData(3000, "CLOSE_ABNORMAL")]
    [InlineData(4999, "")]
    public async Task A_clients_close_is_answered_with_its_own_code_and_reason(int code, string? reason)
    {
        using var client = await _node.ConnectAsync("closes");

        Assert.Equal((code, reason ?? ""), await client.CloseAsync(code, reason));
    }

    [Fact]
    public async Task A_close_without_a_code_is_answered_by_1000_because_browsers_take_no_1005()
    {
        using var client = await TcpClientOfWebSocket.ConnectAsync(_node.UriOf("?uid=closes-mute&client-id=c1"));
        Assert.Equal("[[:chsk/handshake [\"closes-mute\" nil nil]] nil]", await client.ReceiveTextAsync());
        await client.SendFrameAsync(opcode: 8, []);

        Assert.Equal(1000, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task A_newer_socket_of_the_same_client_replaces_the_older_and_gets_its_pending_replies()
    {
        using var older = await _node.ConnectAsync("replaced", "c1");
        await older.SendAsync("[[:test/reply-late {:ms 300 :v 7}] \"cb1\"]");
        Assert.Equal("[\"pong\" \"seen\"]", await older.RequestAsync("[[:chsk/ws-ping] \"seen\"]"));
        using var newer = await _node.ConnectAsync("replaced", "c1");

        Assert.Equal((1000, ""), await older.ExpectCloseAsync());
        Assert.Equal("[7 \"cb1\"]", await newer.ReceiveAsync());
    }

    [Fact]
    public async Task What_is_pushed_while_a_client_is_away_waits_for_it()
    {
        using (var client = await _node.ConnectAsync("away", "c1"))
        {
            await client.CloseAsync();
        }

        var result = await _node.Sente.PushAsync("away", new Event("test/pushed", 1)).InTime();
        Assert.Equal((0, 1), (result.Written, result.Waiting));

        using var again = await _node.ConnectAsync("away", "c1");
        Assert.Equal("[[[:test/pushed 1]] nil]", await again.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_vanishes_without_a_close_frame_is_away_like_any_other()
    {
        var client = await _node.ConnectAsync("vanishes", "c1");
        client.Socket.Abort();
        client.Dispose();

        PushResult result;
        do
        {
            result = await _node.Sente.PushAsync("vanishes", new Event("test/pushed", 1)).InTime();
        }
        while (result.Written > 0);
        Assert.Equal(1, result.Waiting);
    }

    [Fact]
    public async Task Closing_a_user_closes_all_of_its_sockets_and_they_may_come_straight_back()
    {
        using var first = await _node.ConnectAsync("closed-user", "c1");
        using var second = await _node.ConnectAsync("closed-user", "c2");
        _node.Sente.Close("closed-user");

        Assert.Equal((1000, ""), await first.ExpectCloseAsync());
        Assert.Equal((1000, ""), await second.ExpectCloseAsync());
        using var again = await _node.ConnectAsync("closed-user", "c1");
    }

    [Fact]
    public async Task A_user_that_is_kept_out_is_closed_before_the_handshake()
    {
        using var client = await _node.ConnectAsync("kept-out", "c1");
        _node.Sente.Close("kept-out", refuseFor: TimeSpan.FromMinutes(10));
        Assert.Equal((1000, ""), await client.ExpectCloseAsync());

        using var again = await _node.OpenAsync("?uid=kept-out&client-id=c1");
        Assert.Equal(1013, (await again.ExpectCloseAsync()).Code);
    }

    [Fact]
    public async Task A_client_that_never_answers_a_close_frame_is_cut()
    {
        using var client = await _node.ConnectAsync("never-answers", "c1");
        _node.Sente.Close("never-answers");

        Assert.Equal(1000, (await client.ReceiveAnyAsync()).CloseCode);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            // The close frame has been received, so this read ends only when the socket is cut.
            while (true)
            {
                await client.SendAsync("[[:test/no-reply] nil]");
                await Task.Delay(10);
            }
        });
    }

    [Fact]
    public async Task Many_pushes_arrive_in_order_and_a_stock_client_never_gets_more_than_256_in_a_frame()
    {
        using var client = await _node.ConnectAsync("many");
        for (var i = 0; i < 2000; i++)
        {
            _node.Sente.Push("many", new Event("test/pushed", i));
        }

        var received = new List<object?>();
        while (received.Count < 2000)
        {
            var batch = Message.Read(await client.ReceivePushedAsync()).Batch!;
            Assert.InRange(batch.Count, 1, 256);
            received.AddRange(batch.Select(evt => ((ValueVector)evt!)[1]));
        }

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (object?)(long)i), received);
    }
}
