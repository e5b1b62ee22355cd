using System.Net;

namespace Sente.AspNetCore.Tests;

/// <summary>The connections, probes and refused WebSockets of a node are bounded.</summary>
public sealed class ConnectionBoundsTests
{
    [Fact]
    public async Task WebSockets_polls_and_probes_are_bounded_together_and_one_that_ends_makes_room()
    {
        await using var node = await TestNode.StartAsync(sente => sente.MaxConnections = 1);
        using var first = await node.ConnectAsync("u1");
        using (var second = await node.OpenAsync("?uid=u2&client-id=c1"))
        {
            Assert.Equal((1013, "this node has too many connections"), await second.ExpectCloseAsync());
        }

        using (var probe = await node.OpenAsync("?uid=u2&client-id=c1&sente-probe=1"))
        {
            Assert.Equal(1013, (await probe.ExpectCloseAsync()).Code);
        }

        using var ajax = new AjaxClient(node.Address, "?uid=u3&client-id=c1");
        var poll = await ajax.PollAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (poll.Status, poll.RetryAfter));
        Assert.Equal(3, node.Counted("sente.connections.refused"));
        Assert.Equal(2, node.Log.Lines.Count(line => line.EventId == 515));

        await first.CloseAsync();
        await Eventually.Holds(() => node.Node.Ports.Count == 0, "the first is gone");
        AjaxAnswer? answer = null;
        while (answer?.Status != HttpStatusCode.OK)
        {
            answer = await ajax.GetAsync("&handshake%3F=1");
        }

        Assert.StartsWith("[[:chsk/handshake ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_have_a_bound_of_their_own_and_leave_others_theirs()
    {
        await using var node = await TestNode.StartAsync(sente => sente.MaxProbes = 1);
        using var first = await node.OpenAsync("?uid=u1&client-id=c1&sente-probe=1");
        await first.ReceiveAsync();
        using var second = await node.OpenAsync("?uid=u1&client-id=c2&sente-probe=1");
        Assert.Equal((1013, "this node has too many probes"), await second.ExpectCloseAsync());
        using var client = await node.ConnectAsync("u1");
    }

    [Fact]
    public async Task Sockets_that_are_accepted_only_to_be_closed_are_bounded()
    {
        await using var node = await TestNode.StartAsync(sente =>
        {
            sente.MaxConnections = 0;
            sente.MaxRefusedWebSockets = 1;
            sente.CloseTimeout = TimeSpan.FromSeconds(60);
        });
        using var silent = await TcpClientOfWebSocket.ConnectAsync(node.UriOf("?uid=u1&client-id=c1"));
        Assert.Equal(1013, await silent.ReceiveCloseAsync());
        Assert.Equal(503, (await node.RefusedAsync("?uid=u1&client-id=c2")).Status);
    }
}
