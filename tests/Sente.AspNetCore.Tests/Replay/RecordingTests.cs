namespace Sente.AspNetCore.Tests;

/// <summary>The server answers a recorded client as a real Sente server did.</summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData("ws-session-basic-edn", 19)]
    [InlineData("ws-session-close-edn", 5)]
    [InlineData("ws-session-clientping-edn", 4)]
    public async Task With_Sentes_own_buffers_every_frame_is_the_recorded_one(string name, int frames)
    {
        await using var node = await TestNode.StartAsync(
            sente => sente.WebSocketSendDelay = TimeSpan.FromMilliseconds(30),
            RecordedServer.AddHandlers);

        Assert.Equal(frames, await new Replayer(node, frameByFrame: true).ReplayAsync(Recording.Load(name)));
    }

    [Theory]
    [InlineData("ws-session-basic-edn", 19)]
    [InlineData("ws-session-close-edn", 5)]
    [InlineData("ws-session-clientping-edn", 4)]
    public async Task With_our_defaults_the_same_events_come_in_the_same_order(string name, int frames)
    {
        await using var node = await TestNode.StartAsync(handlers: RecordedServer.AddHandlers);

        Assert.Equal(frames, await new Replayer(node, frameByFrame: false).ReplayAsync(Recording.Load(name)));
    }

    [Fact]
    public async Task A_silent_client_is_pinged_and_closed_as_recorded()
    {
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.WebSocketKeepAlive = TimeSpan.FromMilliseconds(1000);
                sente.WebSocketPingTimeout = TimeSpan.FromMilliseconds(700);
            },
            RecordedServer.AddHandlers);

        Assert.Equal(7, await new Replayer(node, frameByFrame: true).ReplayAsync(Recording.Load("ws-session-serverping-edn")));
    }
}
