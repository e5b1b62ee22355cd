using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>
/// WebSockets that don't work: the example's page changes to Ajax by itself, and changes back when WebSockets work again. Playwright advances the
/// page's clock past the client's waits (10 s for a handshake, 10 to 20 s until a probe); the network is real.
/// </summary>
public sealed class FallbackTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    /// <summary>The ways in which WebSockets fail.</summary>
    public enum Trouble
    {
        /// <summary>A proxy answers the upgrade with an error.</summary>
        Refused,

        /// <summary>A proxy that does not support WebSockets sends the server a plain GET.</summary>
        Stripped,

        /// <summary>The upgrade succeeds, then the connection is cut.</summary>
        Dies,

        /// <summary>The upgrade succeeds, but no message ever arrives.</summary>
        StaysSilent,
    }

    [Theory]
    [InlineData(Trouble.Refused)]
    [InlineData(Trouble.Stripped)]
    [InlineData(Trouble.Dies)]
    [InlineData(Trouble.StaysSilent)]
    public async Task It_falls_back_to_Ajax_and_comes_back_to_WebSocket_without_a_gap(Trouble trouble)
    {
        Expect(WebSocketFails);
        var proxy = Own(new FaultProxy(host.Address));
        proxy.Rule = request => request.IsUpgrade ? FaultOf(trouble) : Fault.None;
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        var example = await ExamplePage.OpenAsync(page, proxy.Address);
        await UpgradesAsync(proxy, 1);
        if (trouble == Trouble.StaysSilent)
        {
            await page.Clock.FastForwardAsync(10_000);
        }

        await example.ShowsAsync("connected", "Ajax polling");
        await example.AskAsync("by Ajax");

        // The probe fails as before, and the connection goes on over Ajax.
        await page.CheckAsync("#wire");
        await page.Clock.FastForwardAsync(20_000);
        await UpgradesAsync(proxy, 2);
        if (trouble == Trouble.StaysSilent)
        {
            await page.Clock.FastForwardAsync(10_000);
        }

        await Assertions.Expect(example.Log("wire", "ws close").First).ToBeVisibleAsync();
        await page.UncheckAsync("#wire");
        await example.AskAsync("still by Ajax");
        await example.ShowsAsync("connected", "Ajax polling");

        // The next probe, 20 to 40 s later, succeeds.
        proxy.Rule = _ => Fault.None;
        await page.Clock.FastForwardAsync(40_000);
        await example.ShowsAsync("connected", "WebSocket");
        await example.AskAsync("by WebSocket");
        await Assertions.Expect(example.Log("state", "opened")).ToHaveCountAsync(1);
        await Assertions.Expect(example.Log("state", "closed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_network_that_is_another_is_reason_enough_to_look_at_once()
    {
        Expect(WebSocketFails);
        var proxy = Own(new FaultProxy(host.Address));
        proxy.Rule = request => request.IsUpgrade ? Fault.Answer(403) : Fault.None;
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), proxy.Address, "Ajax polling");
        proxy.Rule = _ => Fault.None;
        await example.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await example.ShowsAsync("connected", "WebSocket");
        await Assertions.Expect(example.Log("state", "closed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sockets_that_shake_hands_and_then_deliver_nothing_are_left_for_Ajax_after_three()
    {
        // The frame's head is two bytes long: an unmasked text frame of less than 126 bytes.
        var handshake = $"[[:chsk/handshake [\"u1\" nil nil]] nil {{:session \"{new string('0', 32)}\", :n 0, :resumed? false}}]";
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        proxy.Rule = request => request.IsUpgrade ? Fault.Silence(after: 2 + handshake.Length) : Fault.None;
        var client = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "u1", keepAliveMs: 400, pingTimeoutMs: 400);
        await client.UntilAsync("client.state.get().type === 'ajax' && client.state.get().open");
        await client.AskAsync("by Ajax");
        var story = await client.StoryAsync();
        string[] eachSocket = ["open ws", "closed ws-ping-timeout"];
        Assert.Equal([.. eachSocket, .. eachSocket, .. eachSocket, "open ajax"], story);
    }

    [Fact]
    public async Task Sockets_that_are_cut_soon_after_their_handshake_are_left_for_Ajax_after_three()
    {
        Expect(WebSocketFails);
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        var client = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "u1");
        for (var sockets = 1; sockets <= 3; sockets++)
        {
            await client.AskAsync("by WebSocket");
            proxy.CutAll();
            await client.UntilAsync(Invariant($"story.length === {(2 * sockets) + 1}"));
        }

        await client.AskAsync("by Ajax");
        var story = await client.StoryAsync();
        Assert.Equal(["open ws", "open ws", "open ws", "open ajax"], story.Where(each => each.StartsWith("open", StringComparison.Ordinal)));
    }

    private static Fault FaultOf(Trouble trouble) => trouble switch
    {
        Trouble.Refused => Fault.Answer(403),
        Trouble.Stripped => Fault.StripUpgrade,
        Trouble.Dies => Fault.Cut(after: 0),
        Trouble.StaysSilent => Fault.Silence(after: 0),
        _ => throw new ArgumentOutOfRangeException(nameof(trouble)),
    };

    private static Task UpgradesAsync(FaultProxy proxy, int count) =>
        Eventually.Holds(() => proxy.Requests.Count(request => request.IsUpgrade) >= count, $"{count} upgrades were asked for");
}
