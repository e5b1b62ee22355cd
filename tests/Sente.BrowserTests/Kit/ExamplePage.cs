using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>The reference example's page, as people use it: by what it shows.</summary>
internal sealed class ExamplePage(IPage page)
{
    /// <summary>The page itself.</summary>
    public IPage Page => page;

    /// <summary>Loads it.</summary>
    public static async Task<ExamplePage> OpenAsync(IPage page, Uri address)
    {
        await page.GotoAsync(address.ToString());
        return new ExamplePage(page);
    }

    /// <summary>Loads it, and waits until it is connected.</summary>
    public static async Task<ExamplePage> ConnectAsync(IPage page, Uri address, string transport = "WebSocket")
    {
        var example = await OpenAsync(page, address);
        await example.ShowsAsync("connected", transport);
        return example;
    }

    /// <summary>Presses a button, known by what it does.</summary>
    public Task PressAsync(string action) => page.ClickAsync($"button[data-do={action}]");

    /// <summary>Fills the login form in, and sends it.</summary>
    public async Task LogInAsync(string user)
    {
        await page.FillAsync("#login input", user);
        await page.ClickAsync("#login button:not([type=button])");
    }

    /// <summary>Waits until the status says so.</summary>
    public async Task ShowsAsync(string status, string? transport = null)
    {
        await Assertions.Expect(page.Locator("#status-text")).ToHaveTextAsync(status);
        if (transport is not null)
        {
            await Assertions.Expect(page.Locator("#status-type")).ToHaveTextAsync(transport);
        }
    }

    /// <summary>Waits until the page shows this text in the element of this id.</summary>
    public Task ShowsInAsync(string id, string text) => Assertions.Expect(page.Locator("#" + id)).ToHaveTextAsync(text);

    /// <summary>Lines of the log: of a kind (in, out, state, error, info, wire) and with a text. The loop's broadcasts may come between any two.</summary>
    public ILocator Log(string kind, string text) => page.Locator($"#log li[data-kind={kind}]", new() { HasTextRegex = new Regex(Regex.Escape(text)) });

    /// <summary>Waits until the log has such a line.</summary>
    public Task LoggedAsync(string kind, string text) => Assertions.Expect(Log(kind, text).First).ToBeAttachedAsync();

    /// <summary>Asks the server something that wasn't asked before, and waits for the answer to just that.</summary>
    public async Task AskAsync(string question)
    {
        await page.FillAsync("#custom [name=id]", "test/ask");
        await page.FillAsync("#custom [name=data]", $"\"{question}\"");
        await page.ClickAsync("#custom button");
        await LoggedAsync("in", $"{{:unmatched-event-as-echoed-from-server [:test/ask \"{question}\"]}}");
    }
}
