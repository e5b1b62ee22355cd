using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>The reference example's page. Tests use it as people do: by what it shows.</summary>
internal sealed class ExamplePage(IPage page)
{
    /// <summary>The page itself.</summary>
    public IPage Page => page;

    /// <summary>Loads the page.</summary>
    public static async Task<ExamplePage> OpenAsync(IPage page, Uri address)
    {
        await page.GotoAsync(address.ToString());
        return new ExamplePage(page);
    }

    /// <summary>Loads the page, and waits until it is connected.</summary>
    public static async Task<ExamplePage> ConnectAsync(IPage page, Uri address, string transport = "WebSocket")
    {
        var example = await OpenAsync(page, address);
        await example.ShowsAsync("connected", transport);
        return example;
    }

    /// <summary>Presses the button with an action.</summary>
    public Task PressAsync(string action) => page.ClickAsync($"button[data-do={action}]");

    /// <summary>Fills in the login form and submits it.</summary>
    public async Task LogInAsync(string user)
    {
        await page.FillAsync("#login input", user);
        await page.ClickAsync("#login button:not([type=button])");
    }

    /// <summary>Waits until the page shows a status and a transport.</summary>
    public async Task ShowsAsync(string status, string? transport = null)
    {
        await Assertions.Expect(page.Locator("#status-text")).ToHaveTextAsync(status);
        if (transport is not null)
        {
            await Assertions.Expect(page.Locator("#status-type")).ToHaveTextAsync(transport);
        }
    }

    /// <summary>Waits until the element with an id shows a text.</summary>
    public Task ShowsInAsync(string id, string text) => Assertions.Expect(page.Locator("#" + id)).ToHaveTextAsync(text);

    /// <summary>Finds the lines of the log that have a kind (in, out, state, error, info, wire) and contain a text. Broadcasts of the loop can stand between any two lines.</summary>
    public ILocator Log(string kind, string text) => page.Locator($"#log li[data-kind={kind}]", new() { HasTextRegex = new Regex(Regex.Escape(text)) });

    /// <summary>Waits until the log has a line of a kind and with a text.</summary>
    public Task LoggedAsync(string kind, string text) => Assertions.Expect(Log(kind, text).First).ToBeAttachedAsync();

    /// <summary>Makes a request with a text that no earlier request had, and waits for the reply to it.</summary>
    public async Task AskAsync(string question)
    {
        await page.FillAsync("#custom [name=id]", "test/ask");
        await page.FillAsync("#custom [name=data]", $"\"{question}\"");
        await page.ClickAsync("#custom button");
        await LoggedAsync("in", $"{{:unmatched-event-as-echoed-from-server [:test/ask \"{question}\"]}}");
    }
}
