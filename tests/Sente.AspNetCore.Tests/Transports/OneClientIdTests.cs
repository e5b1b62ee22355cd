using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

/// <summary>Several sockets of one client-id or one user, over Kestrel.</summary>
public sealed class OneClientIdTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Fact]
    public async Task Two_tabs_with_one_client_id_both_keep_a_socket_that_works()
    {
        var closedTab = await _node.ConnectAsync("two-tabs", "c1");
        using var right = await _node.ConnectAsync("two-tabs", "c1");
        Assert.Equal((1000, ""), await closedTab.ExpectCloseAsync());
        closedTab.Dispose();

        // It reconnects at once, as stock clients do.
        using var left = await _node.ConnectAsync("two-tabs", "c1");
        await _node.Sente.PushAsync("two-tabs", new Event("test/pushed", 1));

        Assert.Equal("[2 \"cb1\"]", await right.RequestAsync("[[:test/echo 2] \"cb1\"]"));
        Assert.Equal("[\"pong\" \"cb2\"]", await right.RequestAsync("[[:chsk/ws-ping] \"cb2\"]"));
        Assert.Equal("[[[:test/pushed 1]] nil]", await left.ReceiveAsync());
        Assert.Equal("[3 \"cb3\"]", await left.RequestAsync("[[:test/echo 3] \"cb3\"]"));

        // The newest tab is closed by its user: the other reconnects and gets the events that were pushed in between.
        await left.CloseAsync();
        Assert.Equal((1000, ""), await right.ExpectCloseAsync());
        Assert.Equal(1, (await _node.Sente.PushAsync("two-tabs", new Event("test/pushed", 2))).Waiting);
        using var back = await _node.ConnectAsync("two-tabs", "c1");
        Assert.Equal("[[[:test/pushed 2]] nil]", await back.ReceiveAsync());
    }

    [Fact]
    public async Task More_page_loads_than_connections_are_allowed_lock_nobody_out()
    {
        for (var load = 0; load <= _node.Node.Limits.MaxConnectionsPerUser; load++)
        {
            using var page = await _node.ConnectAsync("loads", Invariant($"c{load}"));
            await page.CloseAsync();
        }

        using var last = await _node.ConnectAsync("loads", "last");
        Assert.Equal("[1 \"cb1\"]", await last.RequestAsync("[[:test/echo 1] \"cb1\"]"));
    }

    [Fact]
    public async Task A_push_to_a_stock_client_without_a_user_that_is_away_is_kept_by_nobody()
    {
        var taken = new TaskCompletionSource<EventMsg>();
        using var handler = _node.App.Services.GetRequiredService<IEventHandlers>().On("nobody/ask", (EventMsg msg) => { taken.SetResult(msg); });
        using (var client = await _node.OpenAsync("?client-id=nobody"))
        {
            await client.ReceiveAsync();
            await client.SendAsync("[[:nobody/ask] nil]");
            await taken.Task.InTime();
            await client.CloseAsync();
        }

        // The connection may not know of the close yet.
        var push = new PushToClient(await taken.Task, new Event("test/pushed", 1));
        var result = await _node.Sente.PushAsync(push);
        while (result.Written > 0)
        {
            result = await _node.Sente.PushAsync(push);
        }

        Assert.Equal(0, result.Waiting);
        Assert.Equal(0, _node.Node.Outboxes.AwayBytes);
    }
}
