using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>A login changes the user of the next connection. The page's token stays valid, and its client reconnects.</summary>
public sealed class LoginTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("auto")]
    [InlineData("ajax")]
    public async Task A_login_then_a_reconnect_makes_the_connection_the_users(string type)
    {
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        await example.Page.CheckAsync($"#type [value={type}]");
        await example.ShowsAsync("connected");
        await example.ShowsInAsync("status-uid", "anonymous");
        foreach (var user in new[] { "ada", "grace" })
        {
            await example.LogInAsync(user);
            await example.LoggedAsync("info", $"as {user}; the connection is {user}'s");
            await example.ShowsAsync("connected");
            await example.ShowsInAsync("status-uid", user);
        }

        await example.PressAsync("connected-uids");
        await Assertions.Expect(example.Page.Locator("#uids")).ToContainTextAsync("grace");
        await Assertions.Expect(example.Log("error", "")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_logout_makes_the_next_connection_nobodys()
    {
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        var logOut = example.Page.Locator("button[data-do=logout]");
        await Assertions.Expect(logOut).ToBeDisabledAsync();
        await example.LogInAsync("ada");
        await example.ShowsInAsync("status-uid", "ada");
        await logOut.ClickAsync();
        await example.LoggedAsync("info", "logged out the connection is nobody's");
        await example.ShowsInAsync("status-uid", "anonymous");
        await Assertions.Expect(logOut).ToBeDisabledAsync();
        await example.Page.ReloadAsync();
        await example.ShowsInAsync("status-uid", "anonymous");
    }

    [Fact]
    public async Task Ten_logins_in_a_row_each_make_a_connection()
    {
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        await example.PressAsync("repeated-logins");
        for (var i = 1; i <= 10; i++)
        {
            await Assertions.Expect(example.Log("state", $"handshake user user-{i}").First).ToBeVisibleAsync();
        }

        await example.ShowsInAsync("status-uid", "user-10");
        await Assertions.Expect(example.Log("error", "")).ToHaveCountAsync(0);
    }
}
