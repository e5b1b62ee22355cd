namespace Sente.AspNetCore.Tests;

/// <summary>Probes, by which a polling client finds out whether WebSockets work.</summary>
public sealed class ProbeTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_probe_gets_a_handshake_and_pongs_and_disturbs_nobody()
    {
        using var client = await _node.ConnectAsync("u1", "c1");
        using var probe = await _node.OpenAsync("?uid=u1&client-id=c1&sente-x=1&sente-probe=1");
        Assert.Equal("[[:chsk/handshake [\"u1\" nil nil]] nil {:probe true}]", await probe.ReceiveAsync());
        await probe.SendAsync("[[:chsk/ws-ping] \"p1\"]");
        Assert.Equal("[\"pong\" \"p1\"]", await probe.ReceiveAsync());
        Assert.Equal(1, _node.Node.Ports.Count);
        Assert.Equal(1, (await _node.Sente.PushAsync("u1", new Event("test/pushed", 1))).Written);
        Assert.Equal("[[[:test/pushed 1]] nil]", await client.ReceiveAsync());
    }

    [Fact]
    public async Task What_a_probe_says_besides_pings_is_ignored()
    {
        using var probe = await _node.OpenAsync("?uid=u1&client-id=c1&sente-probe=1");
        await probe.ReceiveAsync();
        await probe.SendAsync("[[:test/echo 1] \"cb\"]");
        await probe.SendAsync("nonsense");
        await probe.SendAsync("[[:chsk/ws-ping] \"p1\"]");
        Assert.Equal("[\"pong\" \"p1\"]", await probe.ReceiveAsync());
        Assert.Empty(_node.App.Services.GetConnected().Current.Any);
    }

    [Fact]
    public async Task A_probe_whose_upgrade_was_removed_on_the_way_is_no_poll()
    {
        using var client = new AjaxClient(_node.Address, "?uid=stripped&client-id=c1");
        await client.HandshakeAsync();
        var held = client.PollAsync();
        Assert.Equal((System.Net.HttpStatusCode)426, (await client.GetAsync("&sente-x=1&sente-probe=1")).Status);
        while ((await _node.Sente.PushAsync("stripped", new Event("test/pushed", 1))).Written == 0)
        {
            await Task.Yield();
        }

        Assert.Contains(":test/pushed 1", (await held).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_is_checked_like_any_other()
    {
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => _node.OpenAsync("?uid=u1&sente-probe=1"));
    }
}
