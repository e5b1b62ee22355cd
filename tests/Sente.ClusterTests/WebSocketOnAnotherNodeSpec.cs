using System.Net.WebSockets;

namespace Sente.ClusterTests;

/// <summary>Real WebSockets on one node while their user's actor is on the other: works without sticky sessions, from either node.</summary>
public sealed class WebSocketOnAnotherNodeSpec : IAsyncLifetime
{
    private WebNode _a = null!;
    private WebNode _b = null!;

    public async Task InitializeAsync()
    {
        _a = await WebNode.StartAsync(null, Handlers);
        _b = await WebNode.StartAsync(_a, Handlers);
    }

    public async Task DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Fact]
    public async Task Pushes_from_both_nodes_requests_and_pushes_to_itself_all_arrive()
    {
        var (uid, socket) = await ConnectToAWithHomeOnBAsync();
        using (socket)
        {
            await WebNode.SendAsync(socket, "[[:test/echo {:a [1 2]}] \"cb1\"]");
            Assert.Equal("[{:a [1 2]} \"cb1\"]", await WebNode.ReceiveAsync(socket));
            await WebNode.SendAsync(socket, "[[:test/push-me 7] nil]");
            Assert.Equal("[[[:test/pushed 7]] nil]", await WebNode.ReceiveAsync(socket));
            foreach (var (node, number) in new[] { (_a, 1), (_b, 2) })
            {
                Assert.Equal(1, (await node.Sente.PushAsync(uid, new Event("test/pushed", number))).Written);
                Assert.Equal($"[[[:test/pushed {number}]] nil]", await WebNode.ReceiveAsync(socket));
            }
        }
    }

    [Fact]
    public async Task A_thousand_events_pushed_in_a_row_arrive_in_order()
    {
        var (uid, socket) = await ConnectToAWithHomeOnBAsync();
        using (socket)
        {
            for (var i = 0; i < 1000; i++)
            {
                _a.Sente.Push(uid, new Event("test/pushed", i));
            }

            var all = new System.Text.StringBuilder();
            while (!all.ToString().Contains("[:test/pushed 999]", StringComparison.Ordinal))
            {
                all.Append(await WebNode.ReceiveAsync(socket));
            }

            var numbers = System.Text.RegularExpressions.Regex.Matches(all.ToString(), @"pushed (\d+)").Select(match => int.Parse(match.Groups[1].Value));
            Assert.Equal(Enumerable.Range(0, 1000), numbers);
        }
    }

    private static void Handlers(SenteBuilder sente) => sente
        .On("test/echo", (EventMsg msg) => msg.Data)
        .On("test/push-me", (EventMsg msg, ISente pusher) => pusher.Push(msg.Uid, new Event("test/pushed", msg.Data)));

    private async Task<(string Uid, ClientWebSocket Socket)> ConnectToAWithHomeOnBAsync()
    {
        for (var i = 0; i < 1000; i++)
        {
            var uid = $"user-{i}";
            var socket = await _a.ConnectAsync(uid);
            await WebNode.SendAsync(socket, "[[:test/echo 0] \"here\"]");
            await WebNode.ReceiveAsync(socket);
            if (_b.IsHomeOf(uid))
            {
                return (uid, socket);
            }

            socket.Dispose();
        }

        throw new InvalidOperationException("None of 1,000 users lives on the other node.");
    }
}
