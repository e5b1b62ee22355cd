using System.Net;
using Microsoft.Extensions.Logging;

namespace Sente.AspNetCore.Tests;

/// <summary>What clients can write into an app's log over Kestrel: short texts on one line, and no imitation of other log lines.</summary>
public sealed class ClientFaultsInLogTests : IAsyncLifetime
{
    private const string Forgery = "x\nfail: FAKE[0]\n\u001b[31m";
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(handlers: handlers => handlers
        .On("test/add", (Sum sum) => sum.A + sum.B)
        .On("test/length", (string text) => text.Length)
        .On("test/is-nil", (string? text) => text is null)
        .On("test/negate", (int number) => -number)
        .On("test/back", (EventMsg msg) => msg.PushBack(new Event("test/pushed-back", msg.Data))));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Five_hundred_malformed_POSTs_are_one_line_and_a_count()
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1&client-id=c1");
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("[[:test/add {")).Status);
        }

        Assert.Single(Warnings());
        Assert.Equal(499, _node.Counted("sente.log.left_out"));
        Assert.Equal(500, _node.Counted("sente.messages.malformed"));
    }

    [Fact]
    public async Task Malformed_POSTs_of_a_client_that_changes_its_id_are_one_line_too()
    {
        for (var i = 0; i < 20; i++)
        {
            using var client = new AjaxClient(_node.Address, $"?client-id=c{i}");
            await client.PostAsync("[[:test/add {");
        }

        Assert.Single(Warnings());
    }

    [Theory]
    [InlineData("[[:test/add {:a \"FORGED\", :b 1}] nil]")]
    [InlineData("[[:test/add {\"FORGED\" \"FORGED\"}] nil]")]
    [InlineData("[[:test/add #FORGED 1] nil]")]
    [InlineData("[[:test/FORGED] nil]")]
    [InlineData("[[:chsk/FORGED] nil]")]
    [InlineData("[FORGED")]
    public async Task Nothing_that_a_client_sends_begins_a_line_of_its_own(string packed)
    {
        using var client = new AjaxClient(_node.Address, $"?uid={Uri.EscapeDataString(Forgery)}&client-id=c1");
        await client.PostAsync(packed.Replace("FORGED", Forgery, StringComparison.Ordinal));
        await Eventually.Holds(() => Warnings().Count > 0, "a warning was logged");
        Assert.All(Warnings(), line => Assert.DoesNotContain(line.Text, char.IsControl));
    }

    [Fact]
    public async Task A_forged_path_is_quoted()
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1");
        await client.GetAsync();
        Assert.Contains("\"/chsk\" is refused with 400", Assert.Single(Warnings()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_another_shape_is_one_short_warning_that_names_event_and_path()
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1&client-id=c1");
        Assert.Equal("[:chsk/error nil]", (await client.PostAsync("[[:test/add {:a 1, :b \"two\"}] :ajax]")).Text);
        var line = Assert.Single(Warnings());
        Assert.Equal((LogLevel.Warning, 104), (line.Level, line.EventId));
        Assert.Contains("\"test/add\" of user \"u1\"", line.Text, StringComparison.Ordinal);
        Assert.Contains("$.b", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[:test/length nil] :ajax]")]
    [InlineData("[[:test/length] :ajax]")]
    [InlineData("[[:test/add nil] :ajax]")]
    [InlineData("[[:test/add] :ajax]")]
    [InlineData("[[:test/negate nil] :ajax]")]
    [InlineData("[[:test/negate] :ajax]")]
    public async Task Nil_for_a_parameter_that_may_not_be_null_is_one_short_warning(string packed)
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1&client-id=c1");
        Assert.Equal("[:chsk/error nil]", (await client.PostAsync(packed)).Text);
        var line = Assert.Single(Warnings());
        Assert.Equal((LogLevel.Warning, 104), (line.Level, line.EventId));
        Assert.Contains("got nil", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[:test/is-nil nil] :ajax]")]
    [InlineData("[[:test/is-nil] :ajax]")]
    public async Task Nil_is_given_to_a_parameter_that_may_be_null(string packed)
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1&client-id=c1");
        Assert.Equal("[true nil]", (await client.PostAsync(packed)).Text);
    }

    [Fact]
    public async Task An_event_that_was_posted_is_answered_by_a_push_to_the_poll_of_that_client_alone()
    {
        using var client = new AjaxClient(_node.Address, "?client-id=c1");
        using var other = new AjaxClient(_node.Address, "?client-id=c2");
        await client.HandshakeAsync();
        await other.HandshakeAsync();
        using var giveUp = new CancellationTokenSource();
        var otherPoll = other.PollAsync(giveUp.Token);
        await client.PostAsync("[[:test/back 7] nil]");
        Assert.Equal("[[[:test/pushed-back 7]] nil]", (await client.PollAsync()).Text);
        Assert.False(otherPoll.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => otherPoll);
    }

    [Fact]
    public async Task An_event_of_a_WebSocket_without_a_user_is_answered_by_a_push()
    {
        using var client = await _node.OpenAsync("?client-id=c1");
        await client.ReceiveAsync();
        await client.SendAsync("[[:test/back 7] nil]");
        Assert.Equal("[[[:test/pushed-back 7]] nil]", await client.ReceiveAsync());
    }

    private List<LogLine> Warnings() => [.. _node.Log.Lines.Where(line => line.Level >= LogLevel.Warning && line.Category.StartsWith("Sente", StringComparison.Ordinal))];

    internal sealed record Sum(int A, int B);
}
