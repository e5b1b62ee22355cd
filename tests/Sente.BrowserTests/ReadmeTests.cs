using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>Whoever follows the README in an empty folder has a chat: its files compile as they stand, and a message shows on a page.</summary>
public sealed class ReadmeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_quick_start_is_a_chat_whose_handler_may_be_an_actor()
    {
        var readme = new Readme();
        var app = Own(await ConsumerApp.CreateAsync());
        var program = readme.Code("csharp", "WebApplication.CreateBuilder");
        foreach (var command in readme.Commands)
        {
            await app.RunAsync(command);
            if (command[0] == "cd")
            {
                await app.WriteAsync("Program.cs", program);
                await app.WriteAsync("client.ts", readme.Code("ts", "createClient"));
            }
        }

        await ChatAsync(app.Address, whoIsNotHere: "bob is not here");
        await app.StopAsync();

        const string Delegate = ".On(\"chat/say\"";
        var start = program.IndexOf(Delegate, StringComparison.Ordinal);
        var end = program.IndexOf("});", start, StringComparison.Ordinal);
        await app.WriteAsync("Program.cs", program[..start] + ".AddHandler<ChatActor>(\"chat/*\")" + program[(end + 2)..]);
        await app.WriteAsync("ChatActor.cs", readme.Code("csharp", "class ChatActor"));
        await app.RunAsync(["dotnet", "run"]);
        await ChatAsync(app.Address, whoIsNotHere: "to bob: Are you there?");
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
