namespace Sente.BrowserTests;

/// <summary>Clients that were set to Ajax, over reliable and unreliable networks.</summary>
public sealed class AjaxTests(Chromium chromium, ExampleHost host) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_example_connects_asks_and_is_pushed_to()
    {
        var example = await ExamplePage.ConnectAsync(await NewPageAsync(), host.Address);
        await example.Page.CheckAsync("#type [value=ajax]");
        await example.ShowsAsync("connected", "Ajax polling");
        await example.AskAsync("hello");
        await example.PressAsync("test-broadcast");
        await example.LoggedAsync("in", "{:i 99, :uid :sente/nil-uid}");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public async Task Events_whose_poll_is_cut_in_the_middle_of_its_answer_come_with_the_next_once(int atByte)
    {
        Expect(RequestFails);
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "ada", "ajax");
        await app.PushNumbersAsync("ada", 0, 5);
        await page.ReceivesAsync(5);

        // The fault applies to exchanges that begin after it is set: the held poll still receives one event, and the next poll is cut.
        var cuts = 0;
        proxy.Rule = request => request.Method == "GET" && Interlocked.Increment(ref cuts) == 1 ? Fault.Cut(atByte) : Fault.None;
        await app.PushNumbersAsync("ada", 5, 1);
        await Eventually.Holds(() => cuts > 0, "a poll was cut");
        await app.PushNumbersAsync("ada", 6, 20);
        await page.ReceivesAsync(26);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(504)]
    public async Task Polls_that_a_proxy_answers_with_an_error_are_tried_again_and_nothing_is_lost(int status)
    {
        Expect(RequestFails);
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "ada", "ajax");
        proxy.Rule = request => request.Method == "GET" ? Fault.Answer(status) : Fault.None;
        await app.PushNumbersAsync("ada", 0, 1);
        await page.UntilOpenAsync(false);
        await app.PushNumbersAsync("ada", 1, 9);
        proxy.Rule = _ => Fault.None;
        await page.ReceivesAsync(10);
        Assert.Equal(["open ajax", "closed unexpected", "open ajax"], await page.StoryAsync());
    }

    [Fact]
    public async Task A_request_that_the_network_doubles_is_answered_once()
    {
        var app = Own(await TestApp.StartAsync());
        var proxy = Own(new FaultProxy(app.Address));
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), proxy.Address, "ada", "ajax");
        proxy.Rule = request => request.Method == "POST" ? Fault.Duplicate : Fault.None;
        await page.AskAsync("hello");
        Assert.Equal(2, app.Count("test/ask"));
        await page.AskAsync("again");
    }
}
