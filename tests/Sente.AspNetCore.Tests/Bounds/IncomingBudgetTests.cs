using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>Unfinished messages of clients are bounded per node, in bytes and in time.</summary>
public sealed class IncomingBudgetTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente =>
        {
            sente.Limits.MaxNodeIncomingBytes = 300_000;
            sente.MessageTimeout = TimeSpan.FromSeconds(60);

            // Clients that gave way are cut at the second sweep: here they have time to answer the close frame.
            sente.Limits.KeepAliveSweep = TimeSpan.FromSeconds(10);
        },
        handlers => handlers.On("test/echo", (EventMsg msg) => msg.Data.ToValue()));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Unfinished_frames_hold_no_more_than_the_budget_and_the_oldest_give_way_to_messages_that_arrive()
    {
        var holders = new List<RawClient>();
        for (var i = 0; i < 2; i++)
        {
            var holder = await _node.ConnectAsync($"u{i}");
            holders.Add(holder);
            await holder.SendAsync(new byte[100_000], WebSocketMessageType.Text, end: false);

            // One after the other: the first to need the budget is the first to give way.
            var held = holders.Count * 131_072;
            await Eventually.Holds(() => _node.Node.Incoming.Bytes == held, "it holds its buffer");
        }

        using var small = await _node.ConnectAsync("u3");
        Assert.Equal("[1 \"cb\"]", await small.RequestAsync("[[:test/echo 1] \"cb\"]"));
        Assert.Equal(0, _node.Counted("sente.incoming.refused"));

        using var innocent = await _node.ConnectAsync("u4");
        var text = new string('x', 100_000);
        Assert.Equal($"[\"{text}\" \"cb\"]", await innocent.RequestAsync($"[[:test/echo \"{text}\"] \"cb\"]"));
        Assert.Equal(1013, (await holders[0].ExpectCloseAsync()).Code);
        Assert.Equal(1, _node.Counted("sente.incoming.refused"));
        Assert.Single(_node.Log.Lines, line => line.EventId == 504);

        // A form needs four times its size: more than the second holder leaves.
        await Eventually.Holds(() => _node.Node.Incoming.Bytes == 131_072, "only the second holder is left");
        using var ajax = new AjaxClient(_node.Address, "?uid=u5&client-id=c1");
        Assert.Equal(HttpStatusCode.OK, (await ajax.PostAsync($"[[:test/echo \"{new string('x', 45_000)}\"] :ajax]")).Status);
        Assert.Equal(1013, (await holders[1].ExpectCloseAsync()).Code);
        Assert.Equal(2, _node.Counted("sente.incoming.refused"));
        await Eventually.Holds(() => _node.Node.Incoming.Bytes == 0, "everything was given back");
        holders.ForEach(holder => holder.Dispose());
    }

    [Fact]
    public async Task A_client_that_gave_way_and_does_not_answer_the_close_is_cut_at_once()
    {
        await using var node = await TestNode.StartAsync(sente =>
        {
            sente.Limits.MaxNodeIncomingBytes = 100_000;
            sente.CloseTimeout = TimeSpan.FromHours(1);
        });
        using var holder = await node.ConnectAsync("u1");
        await holder.SendAsync(new byte[40_000], WebSocketMessageType.Text, end: false);
        await Eventually.Holds(() => node.Node.Incoming.Bytes == 65_536, "it holds its buffer");
        using var next = await node.ConnectAsync("u2");
        await next.SendAsync(new byte[40_000], WebSocketMessageType.Text, end: false);
        await Eventually.Holds(() => node.Node.Ports.Count == 1, "the holder's socket has ended");
    }

    [Fact]
    public async Task A_body_gives_way_too_and_what_passes_the_budget_alone_is_refused()
    {
        await using var node = await TestNode.StartAsync(sente => sente.Limits.MaxNodeIncomingBytes = 100_000);
        using var body = await SendHeadAsync(node, "/chsk?client-id=c1", "application/x-www-form-urlencoded");
        await body.GetStream().WriteAsync(new byte[40_000]);
        await Eventually.Holds(() => node.Node.Incoming.Bytes == 65_536, "the body is being received");
        using var next = await node.ConnectAsync("u2");
        await next.SendAsync(new byte[40_000], WebSocketMessageType.Text, end: false);
        Assert.StartsWith("HTTP/1.1 503", await StatusAsync(body), StringComparison.Ordinal);

        using var ajax = new AjaxClient(node.Address, "?uid=u5&client-id=c1");
        var large = await ajax.PostAsync($"[[:test/echo \"{new string('x', 100_000)}\"] :ajax]");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (large.Status, large.RetryAfter));
    }

    [Fact]
    public async Task A_Content_Length_holds_nothing_and_a_stranger_is_refused_before_its_body_is_read()
    {
        await using var node = await TestNode.StartAsync(endpoint: options => options.AllowedOrigins = ["https://good.example"]);
        using var form = await SendHeadAsync(node, "/chsk", "application/x-www-form-urlencoded");
        Assert.StartsWith("HTTP/1.1 403", await StatusAsync(form), StringComparison.Ordinal);
        using var binary = await SendHeadAsync(node, "/chsk?client-id=", "application/octet-stream");
        Assert.StartsWith("HTTP/1.1 400", await StatusAsync(binary), StringComparison.Ordinal);
        Assert.Equal(0, node.Node.Incoming.Bytes);
    }

    [Fact]
    public async Task A_message_and_a_body_that_trickle_in_are_refused_when_their_time_is_over()
    {
        await using var node = await TestNode.StartAsync(sente => sente.MessageTimeout = TimeSpan.FromMilliseconds(100));
        using var client = await node.ConnectAsync("u1");
        await client.SendAsync("[[:test/", end: false);
        Assert.Equal(1013, (await client.ExpectCloseAsync()).Code);
        using var body = await SendHeadAsync(node, "/chsk?client-id=c1", "application/x-www-form-urlencoded");
        Assert.StartsWith("HTTP/1.1 408", await StatusAsync(body), StringComparison.Ordinal);
        Assert.Equal(2, node.Counted("sente.incoming.refused"));
    }

    [Fact]
    public async Task A_frame_over_the_limit_is_refused_at_the_first_byte_over_it()
    {
        await using var node = await TestNode.StartAsync(sente => sente.MessageLimits = sente.MessageLimits with { MaxMessageBytes = 100_000 });
        using var client = await node.ConnectAsync("u1");
        await client.SendAsync(new byte[100_000], WebSocketMessageType.Text, end: false);
        await Eventually.Holds(() => node.Node.Incoming.Bytes > 0, "the frame was being received");
        await client.SendAsync(new byte[1], WebSocketMessageType.Text, end: false);
        Assert.Equal(1009, (await client.ExpectCloseAsync()).Code);
    }

    /// <summary>A read of the framework completes when its buffer is full or the frame has ended.</summary>
    [Fact]
    public async Task One_frame_that_declares_more_than_the_limit_is_refused_at_the_first_byte_over_it()
    {
        await using var node = await TestNode.StartAsync(sente => sente.MessageLimits = sente.MessageLimits with { MaxMessageBytes = 100_000 });
        using var client = await TcpClientOfWebSocket.ConnectAsync(node.UriOf("?uid=u1&client-id=c1"));
        await client.ReceiveTextAsync();
        await client.SendBeginningAsync(10_000_000, new byte[100_001]);
        Assert.Equal(1009, await client.ReceiveCloseAsync());
    }

    private static async Task<TcpClient> SendHeadAsync(TestNode node, string path, string type)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(node.Address.Host, node.Address.Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {type}\r\nContent-Length: 1000000\r\n\r\n"));
        return tcp;
    }

    private static async Task<string> StatusAsync(TcpClient tcp)
    {
        using var reader = new StreamReader(tcp.GetStream());
        return await reader.ReadLineAsync().InTime() ?? "";
    }
}
