using System.Net.WebSockets;

namespace Sente.AspNetCore.Tests;

/// <summary>Whatever a client sends has a defined outcome and affects no other user (docs/protocol.md, "Differences from Sente's server", "Refusals and close codes").</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _flood = [];
    private readonly List<string> _bad = [];
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente =>
        {
            sente.CloseTimeout = TimeSpan.FromMilliseconds(300);
            sente.Limits.ReplyTimeout = TimeSpan.FromMilliseconds(500);
        },
        names =>
        {
            RecordedServer.AddHandlers(names);
            names
                .On("test/throws", void (EventMsg _) => throw new InvalidOperationException("on purpose"))
                .On("test/flood", async (EventMsg msg) =>
                {
                    await _gate.Task;
                    _flood.Add(msg.Data.As<long>());
                })
                .On("chsk/bad-event", (EventMsg msg) =>
                {
                    lock (_bad)
                    {
                        _bad.Add($"{msg.Data} {msg.Reply is null}");
                    }
                });
        });

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Malformed_messages_are_dropped_logged_and_counted_and_too_many_close_1007_and_keep_the_client_out()
    {
        using var client = await _node.ConnectAsync("u1", "c1");
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync("[[:test/echo {:a] nil]");
        }

        Assert.Equal("[1 \"cb1\"]", await client.RequestAsync("[[:test/echo 1] \"cb1\"]"));
        await client.SendAsync("+[[:test/echo 1] nil]");
        Assert.Equal(1007, (await client.ExpectCloseAsync()).Code);
        Assert.Equal(11, _node.Counted("sente.messages.malformed"));
        Assert.Single(_node.Log.Lines, line => line.EventId == 503);
        Assert.Equal(10, _node.Counted("sente.log.left_out"));

        await ExpectRefusedAsync("u1", "c1");
        await ExpectServedAsync("u1", "c2");
    }

    [Fact]
    public async Task The_log_names_a_client_whose_Sente_is_too_old()
    {
        using var client = await _node.ConnectAsync("u1");
        await client.SendAsync("+[[:test/echo 1] nil]");
        await Eventually.Holds(() => _node.Log.Lines.Any(line => line.EventId == 503), "the message was logged");
        Assert.Contains("older than 1.21", _node.Log.Lines.Single(line => line.EventId == 503).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_event_goes_to_the_bad_event_handler_gets_no_reply_and_the_socket_stays_open()
    {
        using var client = await _node.ConnectAsync("u1");
        await client.SendAsync("[[:no-namespace 1] \"cb1\"]");
        await client.SendAsync("[\"text\" \"cb2\"]");
        await client.SendAsync("[[:test/echo 1 2 3] nil]");

        Assert.Equal("[1 \"cb3\"]", await client.RequestAsync("[[:test/echo 1] \"cb3\"]"));
        await Eventually.Holds(() => _bad.Count == 3, "three bad events are handled");
        Assert.Equal(["[:no-namespace 1] True", "\"text\" True", "[:test/echo 1 2 3] True"], _bad);
    }

    [Theory]
    [InlineData("chsk/uidport-open")]
    [InlineData("chsk/bad-event")]
    [InlineData("chsk/handshake")]
    [InlineData("chsk/anything")]
    public async Task A_forged_event_of_sentes_own_is_dropped_counted_and_a_request_answered_error(string id)
    {
        using var client = await _node.ConnectAsync("u1");

        Assert.Equal("[:chsk/error \"cb1\"]", await client.RequestAsync($"[[:{id} \"admin\"] \"cb1\"]"));
        Assert.Equal("[1 \"cb2\"]", await client.RequestAsync("[[:test/echo 1] \"cb2\"]"));
        Assert.Equal(1, _node.Counted("sente.events.forged"));
        Assert.Empty(_bad);
    }

    [Fact]
    public async Task A_callback_id_over_the_bound_is_a_malformed_message()
    {
        using var client = await _node.ConnectAsync("u1");
        await client.SendAsync($"[[:test/echo 1] \"{new string('x', 63)}\"]");

        Assert.Equal("[1 \"cb1\"]", await client.RequestAsync("[[:test/echo 1] \"cb1\"]"));
        Assert.Equal(1, _node.Counted("sente.messages.malformed"));
    }

    [Fact]
    public async Task A_message_over_the_size_limit_closes_1009_and_keeps_the_client_out()
    {
        using var client = await _node.ConnectAsync("u1", "c1");
        await client.SendAsync($"[[:test/echo \"{new string('x', 1024 * 1024)}\"] \"cb1\"]");

        Assert.Equal(1009, (await client.ExpectCloseAsync()).Code);
        await ExpectRefusedAsync("u1", "c1");
    }

    [Fact]
    public async Task A_message_nested_too_deep_closes_1009()
    {
        using var client = await _node.ConnectAsync("u1");
        Assert.Contains("\"ok\"", await client.RequestAsync($"[[:test/echo {new string('[', 60)}{new string(']', 60)}] \"ok\"]"), StringComparison.Ordinal);
        await client.SendAsync($"[[:test/echo {new string('[', 500_000)}] nil]");

        Assert.Equal(1009, (await client.ExpectCloseAsync()).Code);
    }

    [Fact]
    public async Task A_binary_frame_to_a_text_packer_closes_1003_and_the_client_may_come_back()
    {
        using var client = await _node.ConnectAsync("u1");
        await client.SendAsync("[[:test/echo 1] \"cb1\"]"u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal((1003, "the packer edn takes text frames"), await client.ExpectCloseAsync());
        await ExpectServedAsync("u1", "client-of-u1");
    }

    [Fact]
    public async Task Text_that_is_no_utf8_ends_the_socket_with_1007_if_that_still_gets_through()
    {
        using var client = await TcpClientOfWebSocket.ConnectAsync(_node.UriOf("?uid=u1&client-id=c1"));
        await client.ReceiveTextAsync();
        await client.SendFrameAsync(opcode: 1, [0x5b, 0xff, 0xfe, 0x5d]);

        // The framework sends the close frame and then resets the connection, which may overtake it.
        try
        {
            Assert.Equal(1007, await client.ReceiveCloseAsync());
        }
        catch (IOException)
        {
            await Eventually.Holds(() => _node.Node.Ports.Count == 0, "the socket was let go");
        }
    }

    [Fact]
    public async Task A_handler_that_throws_answers_error_and_one_that_never_answers_times_out()
    {
        using var client = await _node.ConnectAsync("u1");

        Assert.Equal("[:chsk/error \"cb1\"]", await client.RequestAsync("[[:test/throws 1] \"cb1\"]"));
        Assert.Equal("[:chsk/timeout \"cb2\"]", await client.RequestAsync("[[:test/no-reply 1] \"cb2\"]"));
    }

    [Fact]
    public async Task A_client_that_floods_is_not_read_until_handlers_catch_up_and_nothing_of_it_is_lost()
    {
        const int Events = 3000;
        var padding = new string(' ', 4096);
        using var client = await _node.ConnectAsync("flooder");
        var flooding = Task.Run(async () =>
        {
            for (var i = 0; i < Events; i++)
            {
                await client.SendAsync($"[[:test/flood {i}]{padding} nil]");
            }
        });
        await Eventually.Holds(() => _node.Node.Ports.All.OfType<WebSocketPort>().Single().IsHeld, "the socket isn't read any more");
        await ExpectServedAsync("another", "c1");
        Assert.False(flooding.IsCompleted);

        _gate.SetResult();
        await flooding.InTime();
        await Eventually.Holds(() => _flood.Count == Events, "all of the flood is handled");
        Assert.Equal(Enumerable.Range(0, Events).Select(i => (long)i), _flood);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_closed_and_cut_when_its_outbox_is_full_and_others_notice_nothing()
    {
        using var deaf = await TcpClientOfWebSocket.ConnectAsync(_node.UriOf("?uid=deaf&client-id=c1"), receiveBuffer: 4096);
        using var other = await _node.ConnectAsync("other");
        var large = new Event("test/pushed", new string('x', 60_000));
        await deaf.ReceiveTextAsync();
        for (var i = 0; i < 1000 && !_node.Log.Lines.Any(line => line.EventId == 200); i++)
        {
            _node.Sente.Push("deaf", large);
            await _node.Sente.PushAsync("other", new Event("test/pushed", i)).InTime();
            Assert.Equal($"[[[:test/pushed {i}]] nil]", await other.ReceivePushedAsync());
            Assert.InRange(_node.Node.Outboxes.Bytes, 0, _node.Node.Limits.MaxOutboxBytes);
        }

        Assert.Contains(_node.Log.Lines, line => line.EventId == 200);
        await Eventually.Holds(() => _node.Node.Ports.Count == 1, "the deaf client is cut");
        await ExpectRefusedAsync("deaf", "c1");
    }

    /// <summary>Opens a WebSocket, which must be accepted and closed before the handshake, after which stock clients back off.</summary>
    private async Task ExpectRefusedAsync(string uid, string clientId)
    {
        using var client = await _node.OpenAsync($"?uid={uid}&client-id={clientId}");
        Assert.Equal(1013, (await client.ExpectCloseAsync()).Code);
    }

    private async Task ExpectServedAsync(string uid, string clientId)
    {
        using var client = await _node.ConnectAsync(uid, clientId);
        Assert.Equal("[1 \"cb\"]", await client.RequestAsync("[[:test/echo 1] \"cb\"]"));
        await client.CloseAsync();
    }
}
