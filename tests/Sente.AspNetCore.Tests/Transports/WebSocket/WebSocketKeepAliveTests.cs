namespace Sente.AspNetCore.Tests;

/// <summary>Keep-alive over a real socket; the test sets the time and runs the sweep.</summary>
public sealed class WebSocketKeepAliveTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente =>
        {
            sente.Limits.KeepAliveSweep = TimeSpan.FromHours(1);
            sente.Limits.MaxEventsInFlight = 1;
        },
        names => names.On("test/wait", async (EventMsg _) =>
        {
            await _gate.Task;
            return 1;
        }));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_client_that_is_not_heard_of_is_pinged_and_then_closed()
    {
        using var client = await _node.ConnectAsync("u1");
        Sweep(12.6);
        Assert.Equal("[:chsk/ws-ping nil]", await client.ReceiveAsync());

        Sweep(22.6);
        Assert.Equal((1000, ""), await client.ExpectCloseAsync());
    }

    [Fact]
    public async Task A_push_is_activity()
    {
        using var client = await _node.ConnectAsync("u1");
        _node.Sente.Push("u1", new Event("test/pushed"));
        await client.ReceiveAsync();
        Sweep(12.6);
        Sweep(25.1);

        Assert.Equal("[:chsk/ws-ping nil]", await client.ReceiveAsync());
        _node.Sente.Push("u1", new Event("test/pushed"));
        await client.ReceiveAsync();
        Sweep(35.1);
        _node.Sente.Push("u1", new Event("test/still-open"));
        Assert.Equal("[[[:test/still-open]] nil]", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_reply_is_no_activity()
    {
        using var client = await _node.ConnectAsync("u1");
        await client.SendAsync("[[:test/wait] \"cb1\"]");
        await Eventually.Holds(() => Port.IsHeld, "the request is taken");
        Sweep(12.6);
        _gate.SetResult();
        Assert.Equal("[1 \"cb1\"]", await client.ReceiveAsync());
        await Eventually.Holds(() => !Port.IsHeld, "the credit is back");

        Sweep(25.1);
        Assert.Equal("[:chsk/ws-ping nil]", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_whose_socket_is_not_read_is_not_closed_for_its_silence()
    {
        using var client = await _node.ConnectAsync("u1");
        await client.SendAsync("[[:test/wait] \"cb1\"]");
        await client.SendAsync("[[:chsk/ws-pong] nil]");
        await Eventually.Holds(() => Port.IsHeld, "the request is taken");
        for (var seconds = 12.6; seconds < 1000; seconds += 10)
        {
            Sweep(seconds);
        }

        _gate.SetResult();
        Assert.Equal("[1 \"cb1\"]", await client.ReceiveAsync());
    }

    private WebSocketPort Port => Assert.IsType<WebSocketPort>(_node.Node.Ports.All.Single());

    private void Sweep(double secondsAfterNow) => Port.Sweep(_node.Node.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(secondsAfterNow));
}
