namespace Sente.BrowserTests;

/// <summary>
/// The network fails and comes back. Chromium emulates this: it raises the events <c>offline</c> and <c>online</c>, and the page's connections fail.
/// The proxy first makes the open connections half-open, so that the server notices no more than it would after a cable was pulled.
/// </summary>
public sealed class OfflineTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ws")]
    [InlineData("ajax")]
    public async Task The_page_notices_at_once_that_it_is_offline_and_gets_what_it_missed_when_it_is_back(string type)
    {
        Expect(WebSocketFails, RequestFails);
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        var browser = await NewBrowserAsync();
        var page = await ClientPage.ConnectAsync(await browser.NewPageAsync(), proxy.Address, "ada", type, pingTimeoutMs: 500);
        await app.PushNumbersAsync("ada", 0, 3);
        await page.ReceivesAsync(3);

        proxy.SilenceAll();
        await browser.SetOfflineAsync(true);
        await page.UntilOpenAsync(false);
        Assert.False(await page.Page.EvaluateAsync<bool>("client.send('test/sent', 1)"));
        await app.PushNumbersAsync("ada", 3, 3);

        await browser.SetOfflineAsync(false);
        await page.UntilOpenAsync();
        await app.PushNumbersAsync("ada", 6, 3);
        await page.ReceivesAsync(9);
    }

    [Fact]
    public async Task A_connection_that_works_although_the_page_is_told_otherwise_goes_on()
    {
        var app = Own(await TestApp.StartAsync());
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), app.Address, "ada");
        await page.Page.EvaluateAsync("dispatchEvent(new Event('offline'))");
        await Eventually.Holds(() => app.Count("chsk/ws-ping") == 1, "the client looked whether its connection works");
        await page.AskAsync("still there?");
        Assert.Equal(["open ws"], await page.StoryAsync());
    }

    [Theory]
    [InlineData("dispatchEvent(new Event('online'))")]
    [InlineData("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")]
    public async Task An_attempt_that_hangs_is_made_anew_when_the_network_returns_or_the_tab_comes_to_the_front(string signal)
    {
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        // Only the event can end the attempt in time: the attempt's own time-out is longer than the test's.
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        proxy.Rule = request => request.IsUpgrade ? Fault.Silence(after: 0) : Fault.None;
        await page.GotoAsync(proxy.Address.ToString());
        await page.EvaluateAsync("start({ type: 'ws', params: { uid: 'ada' }, handshakeTimeoutMs: 600_000 })");
        await Eventually.Holds(() => proxy.Requests.Any(request => request.IsUpgrade), "the client asked for a WebSocket");

        await page.Clock.FastForwardAsync(1_000);
        proxy.Rule = _ => Fault.None;
        await page.EvaluateAsync(signal);
        var client = new ClientPage(page);
        await Eventually.Holds(() => proxy.Requests.Count(request => request.IsUpgrade) == 2, "the client asked for another");
        await client.AskAsync("back");
        Assert.Equal(["open ws"], await client.StoryAsync());
    }
}
