using Microsoft.Playwright;
using Sente.Wire;

namespace Sente.BrowserTests;

/// <summary>Each button of the reference example does what its label promises, and shows the result.</summary>
public sealed class ExamplePageTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    [Fact]
    public async Task Send_shows_what_was_sent()
    {
        var example = await ConnectAsync();
        await example.PressAsync("send");
        await example.LoggedAsync("out", "example/button1");
    }

    [Fact]
    public async Task Send_with_reply_shows_the_reply()
    {
        var example = await ConnectAsync();
        await example.PressAsync("request");
        await example.LoggedAsync("out", "example/button2 {:had-a-callback? \"indeed\"}");
        await example.LoggedAsync("in", "reply {:unmatched-event-as-echoed-from-server [:example/button2 {:had-a-callback? \"indeed\"}]}");
    }

    [Fact]
    public async Task Any_event_can_be_asked_and_what_is_no_EDN_is_told()
    {
        var example = await ConnectAsync();
        await example.Page.ClickAsync("#custom button");
        await example.LoggedAsync("in", "reply {:unmatched-event-as-echoed-from-server [:example/hello {:to \"server\", :n 1}]}");
        await example.Page.FillAsync("#custom [name=data]", "{:no");
        await example.Page.ClickAsync("#custom button");
        await example.LoggedAsync("error", "failed");
        await example.Page.FillAsync("#custom [name=id]", "hello");
        await example.Page.FillAsync("#custom [name=data]", "");
        await example.Page.ClickAsync("#custom button");
        await example.LoggedAsync("error", "failed Expected an event id such as \"chat/say\", not \"hello\"");
    }

    [Fact]
    public async Task A_broadcast_reaches_whoever_is_connected()
    {
        var example = await ConnectAsync();
        var another = await ConnectAsync();
        await another.LogInAsync("ada");
        await another.LoggedAsync("info", "as ada; the connection is ada's");
        await example.PressAsync("test-broadcast");
        await example.LoggedAsync("in", "{:i 99, :uid :sente/nil-uid}");
        await another.LoggedAsync("in", "{:i 99, :uid \"ada\"}");
        Assert.Equal(100, await another.Page.EvaluateAsync<int>("""
            [...document.querySelectorAll("#log li")]
                .filter((line) => line.textContent.includes("example/broadcast {"))
                .reduce((sum, line) => sum + (Number(line.querySelector(".count").textContent.slice(1)) || 1), 0)
            """));
    }

    [Fact]
    public async Task The_loop_is_switched_and_pushes_every_10_seconds()
    {
        var example = await ConnectAsync();
        await example.PressAsync("toggle-broadcast-loop");
        await example.ShowsInAsync("loop", "off");
        await example.PressAsync("toggle-broadcast-loop");
        await example.ShowsInAsync("loop", "on");
        await Assertions.Expect(example.Log("in", "example/broadcast-loop").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_log_level_goes_round()
    {
        var example = await ConnectAsync();
        foreach (var level in new[] { "Debug", "Trace", "Warning", "Information" })
        {
            await example.PressAsync("toggle-log-level");
            await example.ShowsInAsync("log-level", level);
        }
    }

    [Fact]
    public async Task Who_is_connected_is_shown_with_transports()
    {
        var browser = await NewBrowserAsync();
        var example = await ExamplePage.ConnectAsync(await browser.NewPageAsync(), host.Address);
        await example.LogInAsync("who");
        await example.LoggedAsync("info", "as who; the connection is who's");
        var another = await ExamplePage.ConnectAsync(await browser.NewPageAsync(), host.Address);
        await another.Page.CheckAsync("#type [value=ajax]");
        await another.ShowsAsync("connected", "Ajax polling");

        // Presence and handshakes come from different actors, so the page asks again until the presence is known.
        var who = example.Page.Locator("#uids li", new() { HasText = "who" });
        await Eventually.Holds(
            async () =>
            {
                await example.PressAsync("connected-uids");
                return await who.CountAsync() == 1 && await who.InnerTextAsync() == "who ws + ajax";
            },
            "the page showed both transports");
    }

    [Fact]
    public async Task Disconnect_connect_and_reconnect_do_so()
    {
        var example = await ConnectAsync();
        await example.PressAsync("disconnect");
        await example.ShowsAsync("disconnected");
        await Assertions.Expect(example.Page.Locator("#status")).ToHaveAttributeAsync("data-phase", "closed");
        await example.LoggedAsync("state", "closed requested-disconnect");
        await example.ShowsInAsync("status-uid", "unknown");
        await Assertions.Expect(example.Page.Locator("button:enabled")).ToHaveTextAsync(["Log in", "10 logins in a row", "Connect", "Clear"]);

        await example.PressAsync("connect");
        await example.ShowsAsync("connected");
        await Assertions.Expect(example.Page.Locator("button:disabled")).ToHaveTextAsync(["Log out", "Connect"]);
        await Assertions.Expect(example.Page.Locator("#status")).ToHaveAttributeAsync("data-phase", "open");

        await example.PressAsync("reconnect");
        await Assertions.Expect(example.Log("state", "closed requested-reconnect")).ToHaveCountAsync(1);
        await example.ShowsAsync("connected");
        await example.AskAsync("back again?");
    }

    [Fact]
    public async Task A_broken_connection_comes_back()
    {
        var example = await ConnectAsync();
        await example.PressAsync("break");
        await example.LoggedAsync("error", "connection");
        await Assertions.Expect(example.Log("state", "closed")).ToHaveCountAsync(1);
        await example.ShowsAsync("connected");
        await Assertions.Expect(example.Page.Locator("#status-close")).Not.ToHaveTextAsync("never");
        await example.AskAsync("back again?");
    }

    [Fact]
    public async Task A_connection_that_breaks_silently_is_noticed_by_pings_and_comes_back()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        var example = await ExamplePage.ConnectAsync(page, host.Address);
        await example.PressAsync("break-silently");

        // The ping is sent after half of the keep-alive time, and its answer must come within 5 s.
        await page.Clock.FastForwardAsync(10_000);
        await page.Clock.FastForwardAsync(5_000);
        await example.LoggedAsync("error", "connection The server didn't answer a ping");
        await Assertions.Expect(example.Log("state", "closed ws-ping-timeout")).ToHaveCountAsync(1);
        await example.ShowsAsync("connected");
        await example.AskAsync("back again?");
    }

    [Fact]
    public async Task With_bad_connections_it_is_cut_now_and_then_and_comes_back_each_time()
    {
        Expect(WebSocketFails, RequestFails);
        var bad = Own(new ExampleHost());
        await bad.StartAsync();
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), bad.Address);
        await Eventually.Holds(
            async () =>
            {
                // A high rate of bad connections can prevent its own reply from arriving. Then the test goes on to the next rate.
                await example.Page.ClickAsync("#clear");
                await example.PressAsync("toggle-bad-conn-rate");
                await Assertions.Expect(example.Page.Locator("#log li", new() { HasText = "reply" }).First).ToBeVisibleAsync();
                return double.TryParse(await example.Page.InnerTextAsync("#bad-rate"), out _);
            },
            "the page showed a rate");
        await Eventually.Holds(
            async () =>
            {
                await example.PressAsync("request");
                return await example.Log("state", "closed").CountAsync() > 0;
            },
            "a connection was cut");
        await example.ShowsAsync("connected");
    }

    [Fact]
    public async Task The_transport_can_be_chosen()
    {
        var example = await ConnectAsync();
        foreach (var (type, transport) in new[] { ("ajax", "Ajax polling"), ("ws", "WebSocket"), ("auto", "WebSocket") })
        {
            await example.Page.CheckAsync($"#type [value={type}]");
            await example.ShowsAsync("connected", transport);
            await example.AskAsync($"by {type}");
        }
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("ajax")]
    public async Task The_packer_goes_round_and_each_of_them_serves(string type)
    {
        var example = await ConnectAsync();
        var transport = type == "ws" ? "WebSocket" : "Ajax polling";
        await example.Page.CheckAsync($"#type [value={type}]");
        await example.ShowsAsync("connected", transport);
        var packer = "edn";
        foreach (var next in Packers.BuiltIn.Skip(1).Select(each => each.Name).Append("edn"))
        {
            await example.PressAsync("toggle-packer");

            // The server's reply: the packer of the connection, and the packer that comes next.
            await example.LoggedAsync("in", $"reply [\"{packer}\" \"{next}\"]");
            await example.ShowsInAsync("packer", next);
            await example.ShowsAsync("connected", transport);
            await AskAsync(example, new string('x', 2000) + next);
            packer = next;
        }

        // The text is long enough to be compressed. In JSON, the event's id is a string.
        static async Task AskAsync(ExamplePage example, string question)
        {
            await example.Page.FillAsync("#custom [name=data]", $"\"{question}\"");
            await example.Page.ClickAsync("#custom button");
            await example.LoggedAsync("in", $"\"{question}\"]}}");
        }
    }

    [Fact]
    public async Task The_log_shows_the_wire_when_asked_and_can_be_emptied()
    {
        var example = await ConnectAsync();
        await Assertions.Expect(example.Log("wire", "")).ToHaveCountAsync(0);
        await example.Page.CheckAsync("#wire");
        await example.AskAsync("hello");
        await Assertions.Expect(example.Log("wire", "ws send [[:test/ask \"hello\"]").First).ToBeVisibleAsync();
        await Assertions.Expect(example.Log("wire", "ws receive [{:unmatched-event-as-echoed-from-server [:test/ask \"hello\"]}").First).ToBeVisibleAsync();
        await example.Page.UncheckAsync("#wire");
        await example.Page.ClickAsync("#clear");
        await Assertions.Expect(example.Page.Locator("#log li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_nobody_has_asked_for_yet_is_shown_as_unknown()
    {
        var example = await ConnectAsync();
        foreach (var place in new[] { "loop", "log-level", "bad-rate", "uids" })
        {
            await example.ShowsInAsync(place, "unknown");
        }

        await example.ShowsInAsync("status-uid", "anonymous");
        await example.ShowsInAsync("status-close", "never");
    }

    [Fact]
    public async Task On_a_phone_what_comes_of_a_tap_is_shown_below_what_was_tapped()
    {
        var example = await ExamplePage.ConnectAsync(
            await NewPageAsync(new() { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true }), host.Address);
        await ShowsBelowAsync("request", "reply");
        await ShowsBelowAsync("test-broadcast", "{:i 99, :uid :sente/nil-uid}");
        await ShowsBelowAsync("connected-uids", "reply");
        await ShowsBelowAsync("disconnect", "closed requested-disconnect");
        await ShowsBelowAsync("connect", "opened");
        await example.LogInAsync("tapper");
        await Assertions.Expect(Result()).ToContainTextAsync("as tapper; the connection is tapper's");
        await ShowsBelowAsync("logout", "logged out the connection is nobody's");

        ILocator Result() => example.Page.Locator(".result:visible");

        async Task ShowsBelowAsync(string action, string text)
        {
            var button = example.Page.Locator($"button[data-do={action}]");
            await button.TapAsync();
            await Assertions.Expect(Result()).ToContainTextAsync(text);
            await Assertions.Expect(Result()).ToBeInViewportAsync();
            var (tapped, shown) = ((await button.BoundingBoxAsync())!, (await Result().BoundingBoxAsync())!);
            Assert.InRange(shown.Y - (tapped.Y + tapped.Height), 0, 120);
        }
    }

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    [InlineData(320, 568)]
    public async Task Nothing_is_wider_than_the_screen(int width, int height)
    {
        var example = await ExamplePage.ConnectAsync(
            await NewPageAsync(new() { ViewportSize = new ViewportSize { Width = width, Height = height } }), host.Address);
        await example.AskAsync(new string('x', 300));
        await example.LogInAsync(new string('y', 100));
        await example.LoggedAsync("info", "logged in");
        await example.PressAsync("connected-uids");
        await Assertions.Expect(example.Page.Locator("#uids li").First).ToBeVisibleAsync();
        Assert.Equal(width, await example.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private async Task<ExamplePage> ConnectAsync() => await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
}
