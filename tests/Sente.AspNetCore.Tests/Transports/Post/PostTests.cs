using System.Net;
using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>POSTs over Kestrel: with and without a callback, and invalid ones.</summary>
public sealed class PostTests : IAsyncLifetime
{
    private readonly List<string> _seen = [];
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente => sente.UserId = request => new(request.HttpContext.Request.Headers["x-uid"]),
        handlers => handlers
            .On("test/echo", (EventMsg msg) => msg.Data.ToValue())
            .On("test/no-reply", (EventMsg msg) =>
            {
                lock (_seen)
                {
                    _seen.Add($"{msg.Uid} {msg.ClientId} {msg.Request.Transport} {msg.Reply is null}");
                }
            })
            .On("test/slow", async (EventMsg msg) =>
            {
                await _gate.Task;
                return msg.Data.ToValue();
            })
            .On("test/bytes", () => new byte[] { 1, 2, 3 })
            .On("test/fail", (Action<EventMsg>)(_ => throw new InvalidOperationException("meant to"))));

    public async Task DisposeAsync()
    {
        _gate.TrySetResult();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task A_POST_with_a_callback_is_answered_with_the_handlers_reply_and_needs_no_handshake()
    {
        using var client = Client();
        var answer = await client.PostAsync("[[:test/echo {:a 1, :b \"ü☃ +&=\"}] :ajax]");
        Assert.Equal((HttpStatusCode.OK, "[{:a 1, :b \"ü☃ +&=\"} nil]"), (answer.Status, answer.Text));
        Assert.Equal(("text/plain; charset=utf-8", "nosniff", "no-store"), (answer.ContentType, answer.NoSniff, answer.CacheControl));
        Assert.Empty(_node.App.Services.GetConnected().Current.Any);
    }

    [Fact]
    public async Task A_POST_without_a_callback_is_answered_at_once_and_handled()
    {
        using var client = Client();
        Assert.Equal("[:chsk/dummy-cb-200 nil]", (await client.PostAsync("[[:test/no-reply {:x 1}] nil]")).Text);
        await Eventually.Holds(() => Seen() == 1, "the event was handled");
        Assert.Equal("u1 c1 Ajax True", _seen[0]);
    }

    [Theory]
    [InlineData("[[:test/fail] :ajax]")]
    [InlineData("[[:test/unknown] :ajax]")]
    [InlineData("[[:chsk/uidport-open \"admin\"] :ajax]")]
    [InlineData("[[:test/bytes] :ajax]")]
    public async Task A_request_that_fails_is_answered_error(string packed)
    {
        using var client = Client();
        Assert.Equal("[:chsk/error nil]", (await client.PostAsync(packed)).Text);
    }

    [Fact]
    public async Task A_request_that_nobody_answers_ends_with_timeout_and_leaves_nothing()
    {
        await using var node = await TestNode.StartAsync(
            sente => sente.PollTimeout = TimeSpan.FromMilliseconds(200),
            handlers => handlers.On("test/no-reply", (EventMsg _) => { }));
        using var client = new AjaxClient(node.Address, "?client-id=c1");
        Assert.Equal("[:chsk/timeout nil]", (await client.PostAsync("[[:test/no-reply 1] :ajax]")).Text);
        Assert.Equal(0, node.Node.Transports.Posts.Count);
    }

    [Fact]
    public async Task A_client_that_goes_leaves_nothing_and_its_late_reply_is_counted()
    {
        using var client = Client();
        using var gone = new CancellationTokenSource();
        var post = client.PostAsync("[[:test/slow 1] :ajax]", gone.Token);
        await Eventually.Holds(() => _node.Node.Transports.Posts.Count == 1, "the POST was held");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
        await Eventually.Holds(() => _node.Node.Transports.Posts.Count == 0, "the POST was let go");
        _gate.SetResult();
        await Eventually.Holds(() => _node.Counted("sente.replies.late") == 1, "the reply was counted");
    }

    [Fact]
    public async Task An_event_that_is_none_is_answered_error_where_an_answer_is_wanted()
    {
        using var client = Client();
        Assert.Equal("[:chsk/error nil]", (await client.PostAsync("[\"what\" :ajax]")).Text);
        Assert.Equal("[:chsk/dummy-cb-200 nil]", (await client.PostAsync("[\"what\" nil]")).Text);
    }

    [Theory]
    [InlineData("\"cb1\"")]
    [InlineData("17")]
    [InlineData(":ajax")]
    public async Task The_answer_has_nil_in_the_callbacks_place_whatever_it_was(string callback)
    {
        using var client = Client();
        Assert.Equal("[1 nil]", (await client.PostAsync($"[[:test/echo 1] {callback}]")).Text);
    }

    public static TheoryData<string, string, int, string> BadForms => new()
    {
        { "client-id=c1", "no ppstr", 400, "ppstr" },
        { "client-id=c1&ppstr=", "an empty ppstr", 400, "ppstr" },
        { "client-id=c1&ppstr=%5B%5B%3Aa%2Fb%5D%20nil%5D&ppstr=x", "two ppstr", 400, "more than once" },
        { "ppstr=%5B%5B%3Aa%2Fb%5D%20nil%5D", "no client-id", 400, "client-id" },
        { "client-id=%20&ppstr=%5B%5B%3Aa%2Fb%5D%20nil%5D", "a blank client-id", 400, "client-id" },
        { "client-id=c1&client-id=c2&ppstr=%5B%5B%3Aa%2Fb%5D%20nil%5D", "two client-ids", 400, "more than once" },
        { "client-id=c1&ppstr=%5B%5B%3Aa%2Fb%20", "EDN cut short", 400, "" },
        { "client-id=c1&ppstr=%2B%5B%5B%3Aa%2Fb%5D%5D", "an old client", 400, "1.21" },
    };

    [Theory]
    [MemberData(nameof(BadForms))]
    public async Task A_bad_form_is_400_and_says_why(string form, string what, int status, string why)
    {
        using var client = Client();
        var answer = await client.PostAsync(new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), "");
        Assert.True(status == (int)answer.Status, $"{what}: {answer.Status} {answer.Text}");
        Assert.Contains(why, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("multipart/form-data", 415)]
    public async Task Another_content_type_is_415(string type, int status)
    {
        using var client = Client();
        Assert.Equal(status, (int)(await client.PostAsync(new StringContent("{}", Encoding.UTF8, type), "?client-id=c1")).Status);
    }

    [Theory]
    [InlineData(1_100_000)]
    [InlineData(4_000_000)]
    public async Task A_message_over_the_limit_is_413(int size)
    {
        using var client = Client();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync($"[[:test/echo \"{new string('x', size)}\"] nil]")).Status);
    }

    [Fact]
    public async Task A_message_just_under_the_limit_is_taken_even_when_URL_encoding_triples_it()
    {
        using var client = Client();
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"[[:test/echo \"{new string('<', 1_048_000)}\"] nil]")).Status);
    }

    [Fact]
    public async Task A_message_nested_too_deep_is_413()
    {
        using var client = Client();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync($"[[:test/echo {new string('[', 100)}{new string(']', 100)}] nil]")).Status);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_is_405(string method)
    {
        using var http = new HttpClient { BaseAddress = _node.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/chsk?client-id=c1");
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private AjaxClient Client() => new(_node.Address, "?client-id=c1", http => http.DefaultRequestHeaders.Add("x-uid", "u1"));

    private int Seen()
    {
        lock (_seen)
        {
            return _seen.Count;
        }
    }
}
