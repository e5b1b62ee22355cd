using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>The page of a <see cref="TestApp"/>, whose client the test controls.</summary>
internal sealed class ClientPage(IPage page)
{
    /// <summary>The page itself.</summary>
    public IPage Page => page;

    /// <summary>Loads the page, creates a client and waits until it is connected.</summary>
    /// <param name="page">The page to load it in.</param>
    /// <param name="address">The address of the app, or of a proxy in front of it.</param>
    /// <param name="uid">The client's user.</param>
    /// <param name="type">The client's transport: auto, ws or ajax.</param>
    /// <param name="keepAliveMs">The client's option of that name.</param>
    /// <param name="pingTimeoutMs">The client's option of that name.</param>
    /// <param name="clientId">The client's option of that name; null for a random id.</param>
    public static async Task<ClientPage> ConnectAsync(
        IPage page, Uri address, string uid, string type = "auto", int keepAliveMs = 20_000, int pingTimeoutMs = 5_000, string? clientId = null)
    {
        await page.GotoAsync(address.ToString());
        await page.EvaluateAsync("options => start(options)", new { type, @params = new { uid }, keepAliveMs, pingTimeoutMs, clientId });
        await page.EvaluateAsync("() => client.ready().then(() => undefined)");
        return new ClientPage(page);
    }

    /// <summary>Waits until an expression in the page is true. It can use <c>received</c>, <c>story</c>, <c>gaps</c> and <c>client</c>.</summary>
    public Task UntilAsync(string expression) => page.WaitForFunctionAsync(expression, null, new() { PollingInterval = 20 });

    /// <summary>Waits until the connection is open, or no longer open.</summary>
    public Task UntilOpenAsync(bool open = true) => UntilAsync($"client.state.get().open === {(open ? "true" : "false")}");

    /// <summary>Waits for a count of numbers, and asserts that they are 0, 1, 2 and so on in order, each once, and that the client reported no gap.</summary>
    public async Task ReceivesAsync(int count)
    {
        await UntilAsync($"received.length >= {count} || gaps.length > 0");
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(gaps)"));
        Assert.Equal(Enumerable.Range(0, count), await page.EvaluateAsync<int[]>("received"));
    }

    /// <summary>Returns the connection's transitions so far: <c>open ws</c>, <c>closed ws-ping-timeout</c> and so on.</summary>
    public Task<string[]> StoryAsync() => page.EvaluateAsync<string[]>("story");

    /// <summary>Makes a request, and asserts that the server replies with the request's data.</summary>
    public async Task AskAsync(string data) => Assert.Equal(
        data, (await page.EvaluateAsync("data => client.request('test/ask', data)", data))?.GetString());
}
