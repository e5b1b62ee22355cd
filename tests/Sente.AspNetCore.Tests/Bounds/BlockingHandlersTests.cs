namespace Sente.AspNetCore.Tests;

/// <summary>Delegates that block delay only their own clients.</summary>
public sealed class BlockingHandlersTests
{
    /// <summary>Measures no time: all requests of the other client are answered while the delegates still block.</summary>
    [Fact]
    public async Task Events_keep_alive_and_HTTP_of_others_go_on_while_more_clients_block_than_there_are_processors_and_threads()
    {
        var threads = Environment.ProcessorCount + 8;
        var blocked = 0;
        using var gate = new ManualResetEventSlim();
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.Limits.MaxHandlerThreadsPerPattern = threads;
                sente.WebSocketKeepAlive = TimeSpan.FromMilliseconds(500);
                sente.WebSocketPingTimeout = null;
            },
            handlers => handlers
                .On("test/block", (EventMsg _) =>
                {
                    Interlocked.Increment(ref blocked);
                    gate.Wait();
                    return "done";
                })
                .On("test/echo", (EventMsg msg) => msg.Data));
        var sockets = await Task.WhenAll(Enumerable.Range(0, threads).Select(i => node.ConnectAsync($"blocked-{i}")));
        using var innocent = await node.ConnectAsync("innocent");
        using var ajax = new AjaxClient(node.Address, "?uid=polling&client-id=c1");
        try
        {
            await Task.WhenAll(sockets.Select(socket => socket.SendAsync("[[:test/block] \"cb\"]")));
            for (var i = 0; i < threads; i++)
            {
                using var posting = new AjaxClient(node.Address, $"?uid=posting-{i}&client-id=c1");
                Assert.Equal("[:chsk/dummy-cb-200 nil]", (await posting.PostAsync("[[:test/block] nil]")).Text);
            }

            await Eventually.Holds(() => Volatile.Read(ref blocked) == threads, "the pattern's threads are all blocked");
            for (var i = 0; i < 10; i++)
            {
                await innocent.SendAsync($"[[:test/echo {i}] \"cb{i}\"]");
                Assert.Equal($"[{i} \"cb{i}\"]", await innocent.ReceivePushedAsync());
            }

            await innocent.SendAsync("[[:chsk/ws-ping] \"ping\"]");
            Assert.Equal("[\"pong\" \"ping\"]", await innocent.ReceivePushedAsync());
            Assert.Equal("[:chsk/ws-ping nil]", await innocent.ReceiveAsync());

            await ajax.HandshakeAsync();
            Assert.Equal("[1 nil]", (await ajax.PostAsync("[[:test/echo 1] :ajax]")).Text);
            using var late = await node.ConnectAsync("late");
            await late.SendAsync("[[:test/echo 2] \"cb\"]");
            Assert.Equal("[2 \"cb\"]", await late.ReceivePushedAsync());
            Assert.Equal(threads, Volatile.Read(ref blocked));
        }
        finally
        {
            gate.Set();
        }

        foreach (var socket in sockets)
        {
            Assert.Equal("[\"done\" \"cb\"]", await socket.ReceivePushedAsync());
            socket.Dispose();
        }

        await Eventually.Holds(() => Volatile.Read(ref blocked) == 2 * threads, "those that waited for a thread had their turn");
    }
}
