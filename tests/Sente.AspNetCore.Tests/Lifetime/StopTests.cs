using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sente.AspNetCore.Tests;

/// <summary>Open sockets don't delay the stop of the host.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task When_the_host_stops_clients_are_closed_1001_and_it_waits_for_their_answers()
    {
        await using var node = await TestNode.StartAsync(sente => sente.CloseTimeout = TimeSpan.FromSeconds(20));
        using var first = await node.ConnectAsync("u1");
        using var last = await node.ConnectAsync("u2");
        var stopping = node.App.StopAsync();

        Assert.Equal((1001, "server is stopping"), await first.ExpectCloseAsync());
        Assert.False(stopping.IsCompleted);
        Assert.Equal((1001, "server is stopping"), await last.ExpectCloseAsync());
        await stopping.InTime();
    }

    [Fact]
    public async Task Clients_that_do_not_answer_are_cut_and_the_host_stops_all_the_same()
    {
        await using var node = await TestNode.StartAsync(sente => sente.CloseTimeout = TimeSpan.FromMilliseconds(200));
        using var deaf = await TcpClientOfWebSocket.ConnectAsync(node.UriOf("?uid=u1&client-id=c1"));
        await deaf.ReceiveTextAsync();

        await node.App.StopAsync().InTime();
        Assert.Equal(0, node.Node.Ports.Count);
    }

    [Fact]
    public async Task A_handler_that_takes_the_cancellation_token_gives_up_when_the_host_stops()
    {
        var started = new TaskCompletionSource();
        var gaveUp = new TaskCompletionSource();
        await using var node = await TestNode.StartAsync(handlers: handlers => handlers.On("test/slow", async (string name, CancellationToken token) =>
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                gaveUp.SetResult();
            }
        }));
        using var client = new AjaxClient(node.Address, "?uid=u1&client-id=c1");
        var posted = client.PostAsync("[[:test/slow \"Ada\"] :ajax]");
        await started.Task.InTime();

        // The host waits for the POST, so it stops in time only because the handler gives up.
        await node.App.StopAsync().InTime();
        await gaveUp.Task.InTime();
        Assert.Equal("[:chsk/error nil]", (await posted).Text);
        Assert.DoesNotContain(node.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_client_whose_users_node_does_not_answer_is_told_to_come_later_before_the_handshake()
    {
        await using var node = await TestNode.StartAsync(sente => sente.AttachTimeout = TimeSpan.FromMilliseconds(200));
        var region = node.Node.Actors.Region;
        var stopped = region.WatchAsync();
        node.App.Services.GetRequiredService<ActorSystem>().Stop(region);
        Assert.True(await stopped.InTime());
        using var client = await node.OpenAsync("?uid=u1&client-id=c1");

        Assert.Equal((1013, "the user's node is not ready"), await client.ExpectCloseAsync());
        Assert.Equal(1, node.Counted("sente.connections.refused"));
    }
}
