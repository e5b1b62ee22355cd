using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>When the server restarts, its clients reconnect by themselves, as the same user and on the same kind of transport.</summary>
public sealed class ServerRestartTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("TERM", "auto", "WebSocket")]
    [InlineData("KILL", "auto", "WebSocket")]
    [InlineData("KILL", "ajax", "Ajax polling")]
    public async Task The_example_connects_again_as_whom_it_was(string signal, string type, string transport)
    {
        Expect(WebSocketFails, RequestFails);
        var host = Own(new ExampleHost());
        await host.StartAsync();
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        await example.Page.CheckAsync($"#type [value={type}]");
        await example.LogInAsync("ada");
        await example.LoggedAsync("info", "as ada; the connection is ada's");
        await example.ShowsAsync("connected", transport);

        await host.StopAsync(signal);
        await Assertions.Expect(example.Page.Locator("#status")).ToHaveAttributeAsync("data-phase", "connecting");
        await Assertions.Expect(example.Page.Locator("button[data-do=request]")).ToBeDisabledAsync();
        await example.ShowsInAsync("status-uid", "unknown");

        await host.StartAsync();
        await example.ShowsAsync("connected", transport);
        await example.ShowsInAsync("status-uid", "ada");
        await example.AskAsync("are you back?");
    }
}
