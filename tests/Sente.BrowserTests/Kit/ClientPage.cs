using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>The page of a <see cref="TestApp"/>, with a hand on its client.</summary>
internal sealed class ClientPage(IPage page)
{
    /// <summary>The page itself.</summary>
    public IPage Page => page;

    /// <summary>Loads the page, makes a client and waits until it is connected.</summary>
    /// <param name="page">Where.</param>
    /// <param name="address">The app, or a proxy before it.</param>
    /// <param name="uid">Whose client it is.</param>
    /// <param name="type">Its transport: auto, ws or ajax.</param>
    /// <param name="keepAliveMs">As in the client's options.</param>
    /// <param name="pingTimeoutMs">As in the client's options.</param>
    /// <param name="clientId">As in the client's options; null: a random one.</param>
    public static async Task<ClientPage> ConnectAsync(
        IPage page, Uri address, string uid, string type = "auto", int keepAliveMs = 20_000, int pingTimeoutMs = 5_000, string? clientId = null)
    {
        await page.GotoAsync(address.ToString());
        await page.EvaluateAsync("options => start(options)", new { type, @params = new { uid }, keepAliveMs, pingTimeoutMs, clientId });
        await page.EvaluateAsync("() => client.ready().then(() => undefined)");
        return new ClientPage(page);
    }

    /// <summary>Waits until an expression in the page is true: <c>received</c>, <c>story</c>, <c>gaps</c> and <c>client</c> are there.</summary>
    public Task UntilAsync(string expression) => page.WaitForFunctionAsync(expression, null, new() { PollingInterval = 20 });

    /// <summary>Waits until the connection is (no longer) open.</summary>
    public Task UntilOpenAsync(bool open = true) => UntilAsync($"client.state.get().open === {(open ? "true" : "false")}");

    /// <summary>Waits for so many numbers, and asserts that it is 0, 1, 2 .. in order, each once, and that nothing was told as lost.</summary>
    public async Task ReceivesAsync(int count)
    {
        await UntilAsync($"received.length >= {count} || gaps.length > 0");
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(gaps)"));
        Assert.Equal(Enumerable.Range(0, count), await page.EvaluateAsync<int[]>("received"));
    }

    /// <summary>What became of the connection so far: <c>open ws</c>, <c>closed ws-ping-timeout</c> and so on.</summary>
    public Task<string[]> StoryAsync() => page.EvaluateAsync<string[]>("story");

    /// <summary>Asks the server, which answers with what it is sent.</summary>
    public async Task AskAsync(string data) => Assert.Equal(
        data, (await page.EvaluateAsync("data => client.request('test/ask', data)", data))?.GetString());
}
