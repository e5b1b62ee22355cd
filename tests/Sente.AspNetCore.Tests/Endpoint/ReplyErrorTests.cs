using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>Errors in replies, as extended and stock clients receive them over real Kestrel (docs/protocol.md, "The extension").</summary>
public sealed class ReplyErrorTests : IAsyncLifetime
{
    private const string Stock = "";
    private const string Extended = "&sente-x=1";

    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente => sente.AllowedPackers.Add("json"),
        handlers => handlers
            .On("test/join", (string room) => room == "lobby" ? throw new SenteReplyException("room is full", "full", new { room }) : room)
            .On("test/fail", (EventMsg msg) => { msg.Reply!.Fail("room is full"); })
            .On("test/bytes", (EventMsg msg) => { msg.Reply!.Fail("room is full", null, new byte[] { 1 }); })
            .On("test/throw", (Action)(() => throw new InvalidOperationException("a secret"))));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Theory]
    [InlineData("[:test/join \"lobby\"]", Extended, "[:chsk/error \"cb1\" {:error {:message \"room is full\", :code \"full\", :data {:room \"lobby\"}}}]")]
    [InlineData("[:test/join \"lobby\"]", Stock, "[:chsk/error \"cb1\"]")]
    [InlineData("[:test/join \"garden\"]", Extended, "[\"garden\" \"cb1\"]")]
    [InlineData("[:test/fail]", Extended, "[:chsk/error \"cb1\" {:error {:message \"room is full\"}}]")]
    [InlineData("[:test/fail]", Stock, "[:chsk/error \"cb1\"]")]
    [InlineData("[:test/bytes]", Extended, "[:chsk/error \"cb1\"]")]
    [InlineData("[:test/throw]", Extended, "[:chsk/error \"cb1\"]")]
    [InlineData("[:test/unknown]", Extended, "[:chsk/error \"cb1\"]")]
    public async Task Over_a_WebSocket(string evt, string query, string reply)
    {
        using var client = await _node.OpenAsync($"?uid=u1&client-id=c1{query}");
        await client.ReceiveAsync();
        await client.SendAsync($"[{evt} \"cb1\"]");
        AssertSame(reply, await client.ReceiveAsync());
    }

    [Theory]
    [InlineData("[:test/join \"lobby\"]", Extended, "[:chsk/error nil {:error {:message \"room is full\", :code \"full\", :data {:room \"lobby\"}}}]")]
    [InlineData("[:test/join \"lobby\"]", Stock, "[:chsk/error nil]")]
    [InlineData("[:test/join \"garden\"]", Extended, "[\"garden\" nil]")]
    [InlineData("[:test/fail]", Extended, "[:chsk/error nil {:error {:message \"room is full\"}}]")]
    [InlineData("[:test/fail]", Stock, "[:chsk/error nil]")]
    [InlineData("[:test/bytes]", Extended, "[:chsk/error nil]")]
    [InlineData("[:test/throw]", Extended, "[:chsk/error nil]")]
    [InlineData("[:test/unknown]", Extended, "[:chsk/error nil]")]
    public async Task Over_a_POST(string evt, string query, string reply)
    {
        using var client = new AjaxClient(_node.Address, $"?uid=u1&client-id=c1{query}");
        AssertSame(reply, (await client.PostAsync($"[{evt} :ajax]")).Text);
    }

    [Fact]
    public async Task In_JSON_the_keys_are_strings()
    {
        using var client = await _node.OpenAsync("?uid=u1&client-id=c1&sente-x=1&sente-packer=json");
        await client.ReceiveAsync();
        await client.SendAsync("[[\"test/join\",\"lobby\"],\"cb1\"]");
        var reply = await client.ReceiveAsync();
        Assert.StartsWith("[\"chsk/error\",\"cb1\",{\"error\":{", reply, StringComparison.Ordinal);
        Assert.Contains("\"message\":\"room is full\"", reply, StringComparison.Ordinal);
        Assert.Contains("\"data\":{\"room\":\"lobby\"}", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_for_the_client_is_no_error_in_the_log()
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1&client-id=c1");
        await client.PostAsync("[[:test/join \"lobby\"] :ajax]");
        var line = Assert.Single(_node.Log.Lines, line => line.Text.Contains("room is full", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Debug, line.Level);
        Assert.Equal(1, _node.Counted("sente.handler.failures"));
    }

    [Fact]
    public async Task With_detailed_errors_an_extended_client_receives_the_message_of_any_exception()
    {
        await using var node = await TestNode.StartAsync(
            sente => sente.Limits.DetailedErrors = true,
            handlers => handlers.On("test/throw", (Action)(() => throw new InvalidOperationException("a detail"))));
        using var extended = new AjaxClient(node.Address, "?uid=u1&client-id=c1&sente-x=1");
        Assert.Equal("[:chsk/error nil {:error {:message \"a detail\"}}]", (await extended.PostAsync("[[:test/throw] :ajax]")).Text);
        using var stock = new AjaxClient(node.Address, "?uid=u1&client-id=c1");
        Assert.Equal("[:chsk/error nil]", (await stock.PostAsync("[[:test/throw] :ajax]")).Text);
    }

    // The order of a map's keys is not defined.
    private static void AssertSame(string expected, string actual) => Assert.Equal(Read(expected), Read(actual));

    private static object? Read(string edn) => new EventData(System.Text.Encoding.UTF8.GetBytes(edn), Packers.Edn).ToValue();
}
