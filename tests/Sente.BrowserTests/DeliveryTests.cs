namespace Sente.BrowserTests;

/// <summary>Every event arrives once and in order, even when connections break.</summary>
public sealed class DeliveryTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ws")]
    [InlineData("ajax")]
    public async Task Ten_thousand_events_pushed_to_a_client_between_connections_all_come(string type)
    {
        Expect(WebSocketFails, RequestFails);
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "ada", type);
        await proxy.RefuseAsync();
        proxy.CutAll();
        await page.UntilOpenAsync(false);

        var result = await app.PushNumbersAsync("ada", 0, 10_000);
        Assert.Equal((0, 1, 0), (result.Written, result.Waiting, result.Refused.Count));

        proxy.Accept();
        await page.ReceivesAsync(10_000);
        await page.AskAsync("is that all?");
        await page.ReceivesAsync(10_000);
        Assert.Equal([$"open {type}", "closed", $"open {type}"], (await page.StoryAsync()).Select(word => word.StartsWith("closed", StringComparison.Ordinal) ? "closed" : word));
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("ajax")]
    public async Task Ten_thousand_events_over_a_line_that_breaks_again_and_again_all_come(string type)
    {
        Expect(WebSocketFails, RequestFails);
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));

        // Each connection or poll is cut after a different number of bytes, so that frames and answers (of some 4,000 bytes) break at any position.
        var connections = 0;
        proxy.Rule = request => request.Target.StartsWith("/chsk", StringComparison.Ordinal)
            ? Fault.Cut(after: 500 + (1_237 * Interlocked.Increment(ref connections) % 9_000))
            : Fault.None;
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "ada", type);
        for (var n = 0; n < 10_000; n += 1_000)
        {
            await app.PushNumbersAsync("ada", n, 1_000);
        }

        await page.ReceivesAsync(10_000);
        Assert.InRange((await page.StoryAsync()).Count(word => word.StartsWith("closed", StringComparison.Ordinal)), 4, int.MaxValue);
    }
}
