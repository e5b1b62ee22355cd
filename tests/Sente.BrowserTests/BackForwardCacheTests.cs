using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>A page that the user leaves is restored from the back/forward cache. Chromium does not cache a page with an open socket, so the client must close it.</summary>
public sealed class BackForwardCacheTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ws")]
    [InlineData("ajax")]
    public async Task A_page_from_the_cache_connects_again_and_gets_what_it_missed(string type)
    {
        var app = Own(await TestApp.StartAsync(options =>
        {
            options.WebSocketReconnectGracePeriod = TimeSpan.FromMilliseconds(100);
            options.AjaxReconnectGracePeriod = TimeSpan.FromMilliseconds(100);
        }));
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), app.Address, "ada", type);
        await Eventually.Holds(() => app.Connected.Any.Contains("ada"), "the user was there");
        await app.PushNumbersAsync("ada", 0, 5);
        await page.ReceivesAsync(5);
        await LeaveAsync(page.Page, new Uri(app.Address, "elsewhere"));
        await Eventually.Holds(() => !app.Connected.Any.Contains("ada"), "the user was gone with the page");
        await app.PushNumbersAsync("ada", 5, 5);

        await ComeBackAsync(page.Page, app.Address);
        await page.UntilOpenAsync();
        await page.ReceivesAsync(10);
        Assert.Equal([$"open {type}", "closed page-hidden", $"open {type}"], await page.StoryAsync());
    }

    [Fact]
    public async Task The_example_comes_back_from_the_cache_connected()
    {
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        await example.AskAsync("before");
        await LeaveAsync(example.Page, new Uri("about:blank"));
        await ComeBackAsync(example.Page, host.Address);
        await example.ShowsAsync("connected", "WebSocket");
        await Assertions.Expect(example.Log("state", "closed page-hidden")).ToHaveCountAsync(1);
        await example.LoggedAsync("in", "before");
        await example.AskAsync("after");
    }

    private static async Task LeaveAsync(IPage page, Uri elsewhere)
    {
        await page.EvaluateAsync("""
            globalThis.persisted = null;
            addEventListener("pageshow", ({ persisted }) => { globalThis.persisted = persisted; });
            """);
        await page.GotoAsync(elsewhere.ToString());
    }

    private static async Task ComeBackAsync(IPage page, Uri address)
    {
        var reasons = "";
        var session = await page.Context.NewCDPSessionAsync(page);
        session.Event("Page.backForwardCacheNotUsed").OnEvent += (_, told) => reasons += told;
        await session.SendAsync("Page.enable");

        // Playwright's GoBack waits for a page to load, but a page from the cache is not loaded.
        await page.EvaluateAsync("setTimeout(() => { history.back(); })");
        await Assertions.Expect(page).ToHaveURLAsync(address.ToString());
        await page.WaitForFunctionAsync("globalThis.persisted !== null");
        Assert.True(
            await page.EvaluateAsync<bool>("globalThis.persisted === true"),
            $"The page was loaded anew instead of coming from the back/forward cache: {reasons}");
    }
}
