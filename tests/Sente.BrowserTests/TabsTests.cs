namespace Sente.BrowserTests;

/// <summary>Two tabs of one browser are two connections of one user.</summary>
public sealed class TabsTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ws", "ws")]
    [InlineData("ws", "ajax")]
    [InlineData("ajax", "ajax")]
    public async Task Both_tabs_of_a_user_are_pushed_to(string one, string other)
    {
        var app = Own(await TestApp.StartAsync());
        var browser = await NewBrowserAsync();
        var first = await ClientPage.ConnectAsync(await browser.NewPageAsync(), app.Address, "ada", one);
        var second = await ClientPage.ConnectAsync(await browser.NewPageAsync(), app.Address, "ada", other);
        await app.PushNumbersAsync("ada", 0, 100);
        await first.ReceivesAsync(100);
        await second.ReceivesAsync(100);
    }

    [Theory]
    [InlineData("ws", "ws", "ws")]
    [InlineData("ajax", "ajax", "ajax")]
    [InlineData("ws", "ajax", "ws")]
    public async Task Tabs_that_begin_with_one_client_id_end_with_one_each_and_all_are_pushed_to(params string[] types)
    {
        Expect(RequestFails);
        var app = Own(await TestApp.StartAsync());
        var browser = await NewBrowserAsync();
        var tabs = new List<ClientPage>();
        foreach (var type in types)
        {
            tabs.Add(await ClientPage.ConnectAsync(await browser.NewPageAsync(), app.Address, "ada", type, clientId: "copied"));
        }

        var ids = new HashSet<string>();
        await Eventually.Holds(
            async () =>
            {
                ids = [];
                foreach (var tab in tabs)
                {
                    ids.Add(await tab.Page.EvaluateAsync<string>("client.state.get().open ? client.clientId : ''"));
                }

                return ids.Count == tabs.Count && !ids.Contains("");
            },
            "each tab had a client-id of its own");
        await app.PushNumbersAsync("ada", 0, 100);
        foreach (var tab in tabs)
        {
            await tab.ReceivesAsync(100);
            Assert.InRange((await tab.StoryAsync()).Length, 1, 3);
        }
    }

    [Fact]
    public async Task The_examples_broadcast_reaches_both_tabs()
    {
        var browser = await NewBrowserAsync();
        var first = await ExamplePage.ConnectAsync(await browser.NewPageAsync(), host.Address);
        await first.LogInAsync("tabs");
        await first.LoggedAsync("info", "as tabs; the connection is tabs's");
        var second = await ExamplePage.ConnectAsync(await browser.NewPageAsync(), host.Address);
        await second.ShowsInAsync("status-uid", "tabs");
        await first.PressAsync("test-broadcast");
        foreach (var tab in new[] { first, second })
        {
            await tab.LoggedAsync("in", "{:i 99, :uid \"tabs\"}");
        }

    }
}
