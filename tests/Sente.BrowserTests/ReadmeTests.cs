using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>Following the READMEs in an empty folder results in a working chat: their files compile unchanged, and a message appears on a page.</summary>
public sealed class ReadmeTests(Chromium chromium) : BrowserTest(chromium)
{
    private readonly Readme _readme = new("README.md");

    [Fact]
    public async Task The_quick_start_is_a_chat_whose_handler_may_be_an_actor_and_whose_client_the_packages_sample()
    {
        var app = Own(await ConsumerApp.CreateAsync());
        var program = _readme.Code("csharp", "WebApplication.CreateBuilder");
        foreach (var command in _readme.Commands)
        {
            await app.RunAsync(command);
            if (command[0] == "cd")
            {
                await app.WriteAsync("Program.cs", program);
                await app.WriteAsync("client.ts", _readme.Code("ts", "createClient"));
            }
        }

        await ChatAsync(app.Address, whoIsNotHere: "bob is not here");
        await app.StopAsync();

        await app.WriteAsync("Program.cs", WithHandlers(program, ".AddHandler<ChatActor>(\"chat/*\")"));
        await app.WriteAsync("ChatActor.cs", _readme.Code("csharp", "class ChatActor"));
        await app.RunAsync(["dotnet", "run"]);
        await ChatAsync(app.Address, whoIsNotHere: "to bob: Are you there?");
        await app.StopAsync();

        await app.WriteAsync("Program.cs", WithHandlers(program, """
            .On("chat/history", () => new[] { new { from = "ada", text = "Hello!" } })
            .On("chat/say", (EventMsg msg) => msg.PushBack(new Event("chat/message", new { from = msg.Uid, text = msg.Data.As<Dictionary<string, string>>()["text"] })))
            """));
        await app.WriteAsync("client.ts", new Readme("src/client/README.md").Code("ts", "createClient"));
        await app.RunAsync(_readme.Commands.Single(command => command is ["npx", "esbuild", ..]));
        await app.RunAsync(["dotnet", "run"]);
        await PackagesSampleAsync(app.Address);
    }

    // Replaces the handler of the quick start.
    private static string WithHandlers(string program, string handlers)
    {
        var start = program.IndexOf(".On(\"chat/say\"", StringComparison.Ordinal);
        var end = program.IndexOf("});", start, StringComparison.Ordinal);
        return program[..start] + handlers + program[(end + 2)..];
    }

    private async Task PackagesSampleAsync(Uri address)
    {
        var page = await NewPageAsync();
        await page.GotoAsync(address.ToString());
        await page.FillAsync("[name=user]", "grace");
        await page.ClickAsync("text=Log in");
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("grace: 1 messages read");
        await Assertions.Expect(page).ToHaveTitleAsync("chat (grace)");
        await page.CloseAsync();
    }

    private async Task ChatAsync(Uri address, string whoIsNotHere)
    {
        var ada = await LogInAsync(address, "ada");
        var grace = await LogInAsync(address, "grace");
        await SendAsync(grace, "ada", "Hello, Ada!");
        await Assertions.Expect(grace.Locator("#messages li")).ToHaveTextAsync("to ada: Hello, Ada!");
        await Assertions.Expect(ada.Locator("#messages li")).ToHaveTextAsync("grace: Hello, Ada!");
        await SendAsync(grace, "bob", "Are you there?");
        await Assertions.Expect(grace.Locator("#messages li").Nth(1)).ToHaveTextAsync(whoIsNotHere);
        await ada.CloseAsync();
        await grace.CloseAsync();
    }

    private async Task<IPage> LogInAsync(Uri address, string user)
    {
        var page = await NewPageAsync();
        await page.GotoAsync(address.ToString());
        await page.FillAsync("[name=user]", user);
        await page.ClickAsync("text=Log in");
        await Assertions.Expect(page.Locator("p")).ToHaveTextAsync($"You are {user}, connected.");
        return page;
    }

    private static async Task SendAsync(IPage page, string to, string text)
    {
        await page.FillAsync("[name=to]", to);
        await page.FillAsync("[name=text]", text);
        await page.ClickAsync("text=Send");
    }
}
