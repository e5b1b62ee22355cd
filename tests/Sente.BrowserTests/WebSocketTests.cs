namespace Sente.BrowserTests;

/// <summary>The usual case: a WebSocket over a reliable network.</summary>
public sealed class WebSocketTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_example_connects_asks_and_is_pushed_to()
    {
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        await example.AskAsync("hello");
        await example.PressAsync("test-broadcast");
        await example.LoggedAsync("in", "{:i 99, :uid :sente/nil-uid}");
    }

    [Fact]
    public async Task On_a_slow_line_everything_comes_in_the_order_it_was_sent()
    {
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        proxy.Rule = _ => Fault.Delay(TimeSpan.FromMilliseconds(100));
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "ada");
        await page.Page.EvaluateAsync("() => { for (let i = 0; i < 100; i++) client.send('test/sent', i); }");
        await page.AskAsync("are they there?");
        Assert.Equal(Enumerable.Range(0, 100), app.Events.Where(evt => evt.Id == "test/sent").Select(evt => Convert.ToInt32(evt.Data)));
        await app.PushNumbersAsync("ada", 0, 100);
        await page.ReceivesAsync(100);
        Assert.Equal(["open ws"], await page.StoryAsync());
    }
}
