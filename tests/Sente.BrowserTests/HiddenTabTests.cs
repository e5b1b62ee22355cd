using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>
/// A tab in the background. The tab is really hidden, because another tab is in front, and Chromium really throttles its timers to one run per second.
/// (After five minutes Chromium allows only one run per minute; these tests don't wait for that.) A command makes Chromium freeze the tab, as it
/// otherwise does to save energy or memory.
/// </summary>
public sealed class HiddenTabTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_hidden_tab_with_throttled_timers_keeps_its_connection_and_is_pushed_to()
    {
        var app = Own(await TestApp.StartAsync(options => options.WebSocketKeepAlive = null));
        var context = await NewBareContextAsync();
        var page = await ClientPage.ConnectAsync(await context.NewPageAsync(), app.Address, "ada", keepAliveMs: 400);
        await HideAsync(context, page);

        // The client would ping every 200 ms, but Chromium runs the timer only once per second.
        var pings = app.Count("chsk/ws-ping");
        await Eventually.Holds(() => app.Count("chsk/ws-ping") >= pings + 4, "the hidden tab pinged the server");
        await app.PushNumbersAsync("ada", 0, 10);
        await page.ReceivesAsync(10);
        Assert.Equal("hidden", await page.Page.EvaluateAsync<string>("document.visibilityState"));

        await page.Page.BringToFrontAsync();
        await page.AskAsync("still there?");
        Assert.Equal(["open ws"], await page.StoryAsync());
    }

    [Fact]
    public async Task A_tab_that_was_frozen_until_the_server_gave_it_up_says_so_and_gets_what_it_missed()
    {
        // The browser closes a frozen page's sockets.
        Expect(WebSocketFails);
        var app = Own(await TestApp.StartAsync(options =>
        {
            options.WebSocketKeepAlive = TimeSpan.FromMilliseconds(400);
            options.WebSocketPingTimeout = TimeSpan.FromMilliseconds(400);
            options.WebSocketReconnectGracePeriod = TimeSpan.FromMilliseconds(100);
        }));
        var context = await NewBareContextAsync();
        var page = await ClientPage.ConnectAsync(await context.NewPageAsync(), app.Address, "ada");
        await Eventually.Holds(() => app.Connected.Any.Contains("ada"), "the user was there");
        await HideAsync(context, page);
        var session = await FreezeAsync(page);
        await Eventually.Holds(() => !app.Connected.Any.Contains("ada"), "the frozen tab's user was gone");
        Assert.Equal(1, (await app.PushNumbersAsync("ada", 0, 10)).Waiting);

        await ThawAsync(page, session);
        await page.ReceivesAsync(10);
        await page.AskAsync("are you back?");
        Assert.Equal(["open ws", "closed ws-error", "open ws"], await page.StoryAsync());
    }

    [Fact]
    public async Task A_page_that_was_held_up_takes_no_late_timer_for_a_dead_connection()
    {
        var app = Own(await TestApp.StartAsync());
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), app.Address, "ada", pingTimeoutMs: 200);

        // The client pings. Then no code of the page runs until long after the ping's time-out, as when a machine sleeps.
        await page.Page.EvaluateAsync("""
            dispatchEvent(new Event('offline'));
            const until = Date.now() + 3000;
            while (Date.now() < until);
            """);
        await page.AskAsync("still there?");
        Assert.Equal(["open ws"], await page.StoryAsync());
    }

    [Fact]
    public async Task Eight_tabs_over_Ajax_load_and_are_pushed_to_though_the_browser_has_six_connections()
    {
        // If each tab held its poll for as long as this, the seventh page could load only when the first poll ends.
        var app = Own(await TestApp.StartAsync(options => options.PollTimeout = TimeSpan.FromSeconds(55)));
        var context = await NewBareContextAsync();
        var tabs = new List<ClientPage>();
        for (var tab = 0; tab < 8; tab++)
        {
            var page = await context.NewPageAsync();
            await page.BringToFrontAsync();
            tabs.Add(await ClientPage.ConnectAsync(page, app.Address, "ada", "ajax"));
        }

        Assert.Equal("hidden", await tabs[0].Page.EvaluateAsync<string>("document.visibilityState"));
        await app.PushNumbersAsync("ada", 0, 10);
        foreach (var tab in tabs)
        {
            await tab.ReceivesAsync(10);
            Assert.Equal(["open ajax"], await tab.StoryAsync());
        }

        await tabs[0].Page.BringToFrontAsync();
        await tabs[0].AskAsync("at once?");
    }

    private async Task<IBrowserContext> NewBareContextAsync() => Watch(Own(await BareChromium.StartAsync(Playwright)).Context);

    /// <summary>Brings another tab to the front.</summary>
    private static async Task HideAsync(IBrowserContext context, ClientPage page)
    {
        var other = await context.NewPageAsync();
        await other.BringToFrontAsync();
        await page.UntilAsync("document.visibilityState === 'hidden'");
    }

    /// <summary>Freezes the page: none of its tasks run.</summary>
    private static async Task<ICDPSession> FreezeAsync(ClientPage page)
    {
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await session.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "frozen" });
        return session;
    }

    private static async Task ThawAsync(ClientPage page, ICDPSession session)
    {
        await session.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "active" });
        await page.Page.BringToFrontAsync();
    }
}
