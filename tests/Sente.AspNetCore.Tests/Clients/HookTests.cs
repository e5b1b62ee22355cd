using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sente.AspNetCore.Tests;

/// <summary>Hooks may fail for a while: clients are refused temporarily, and served when the hook works again.</summary>
public sealed class HookTests
{
    private const string Database = "the database timed out";

    public static TheoryData<string> Hooks => new(Failing.Keys);

    /// <summary>Sets each hook to one that fails on demand.</summary>
    private static Dictionary<string, Action<SenteEndpointOptions, Func<Exception?>>> Failing { get; } = new()
    {
        ["Reject"] = (options, failure) => options.Reject = async _ =>
        {
            await Task.Yield();
            return failure() is { } error ? throw error : null;
        },
        ["Csrf"] = (options, failure) => options.Csrf = CsrfCheck.Reference(_ => failure() is { } error ? throw error : new(CsrfReference.Skip)),
        ["Authorize"] = (options, failure) => options.Authorize = async _ =>
        {
            await Task.Yield();
            return failure() is { } error ? throw error : true;
        },
        ["UserId"] = (options, failure) => options.UserId = async _ =>
        {
            await Task.Yield();
            return failure() is { } error ? throw error : "u1";
        },
        ["HandshakeData"] = (options, failure) => options.HandshakeData = _ => failure() is { } error ? throw error : default,
        ["Capture"] = (options, failure) => options.Capture = _ => failure() is { } error ? throw error : default,
        ["OnBadCsrf"] = (options, failure) =>
        {
            options.Csrf = CsrfCheck.Reference(_ => new(failure() is null ? CsrfReference.Skip : "tok"));
            options.OnBadCsrf = _ => throw failure()!;
        },
        ["OnBadOrigin"] = (options, failure) =>
        {
            options.AllowedOrigins = ["https://app.example"];
            options.Csrf = CsrfCheck.Reference(context => new(Referring(context, failure() is null ? "https://app.example/" : "https://evil.example/")));
            options.OnBadOrigin = _ => throw failure()!;
        },
        ["OnUnauthorized"] = (options, failure) =>
        {
            options.Authorize = _ => new(failure() is null);
            options.OnUnauthorized = _ => throw failure()!;
        },
    };

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task A_hook_that_throws_asks_the_client_to_come_back_and_lets_it_in_when_it_throws_no_more(string hook)
    {
        Exception? failure = new TimeoutException(Database);
        await using var node = await StartAsync(options => Failing[hook](options, () => Volatile.Read(ref failure)));
        using var ajax = new AjaxClient(node.Address, "?client-id=c2");

        using (var refused = await node.OpenAsync("?client-id=c1"))
        {
            Assert.Equal(1013, (await refused.ExpectCloseAsync()).Code);
        }

        var logged = Errors(node);
        Assert.Single(logged);
        Assert.Contains(Database, logged[0].Text, StringComparison.Ordinal);
        Assert.Contains($"the app's {hook} threw", logged[0].Text, StringComparison.Ordinal);
        AssertTryLater(await ajax.GetAsync("&handshake%3F=1"));
        var ofHandshakesOnly = hook == "HandshakeData";
        var post = await ajax.PostAsync("[[:test/echo 1] :ajax]");
        if (ofHandshakesOnly)
        {
            Assert.Equal("[1 nil]", post.Text);
        }
        else
        {
            AssertTryLater(post);
        }

        Assert.Single(Errors(node));
        Assert.Equal(ofHandshakesOnly ? 2 : 3, node.Counted("sente.connections.refused"));

        Volatile.Write(ref failure, null);
        using var client = await node.OpenAsync("?client-id=c1");
        Assert.StartsWith("[[:chsk/handshake ", await client.ReceiveAsync(), StringComparison.Ordinal);
        await ajax.HandshakeAsync();
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task A_hook_that_finds_the_request_bad_says_so_with_its_own_status(string hook)
    {
        await using var node = await StartAsync(options => Failing[hook](options, () => new BadHttpRequestException("no tenant of ours", StatusCodes.Status421MisdirectedRequest)));
        using var ajax = new AjaxClient(node.Address, "?client-id=c1");

        Assert.Equal((421, "no tenant of ours"), await node.RefusedAsync("?client-id=c1"));
        Assert.Equal((HttpStatusCode.MisdirectedRequest, "no tenant of ours"), Summary(await ajax.GetAsync("&handshake%3F=1")));
        Assert.Empty(Errors(node));

        static (HttpStatusCode, string) Summary(AjaxAnswer answer) => (answer.Status, answer.Text);
    }

    [Fact]
    public async Task A_hook_that_is_cancelled_because_the_client_went_is_no_error()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var node = await StartAsync(options => options.UserId = async request =>
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);
            }
            finally
            {
                cancelled.SetResult();
            }

            return null;
        });
        using var ajax = new AjaxClient(node.Address, "?client-id=c1");
        using var leaving = new CancellationTokenSource();
        var poll = ajax.PollAsync(leaving.Token);
        await asked.Task.InTime();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await cancelled.Task.InTime();
        await node.App.StopAsync().InTime();
        Assert.Empty(Errors(node));
        Assert.Equal(0, node.Counted("sente.connections.refused"));
    }

    [Fact]
    public async Task A_hook_that_cancels_by_itself_is_one_that_failed()
    {
        await using var node = await StartAsync(options => options.UserId = _ => throw new OperationCanceledException("its own time-out"));
        using var refused = await node.OpenAsync("?client-id=c1");

        Assert.Equal(1013, (await refused.ExpectCloseAsync()).Code);
        Assert.Single(Errors(node));
    }

    [Fact]
    public async Task An_answer_that_throws_to_who_is_not_signed_in_leaves_it_refused()
    {
        await using var node = await CsrfEndpointTests.StartAsync(
            sente: sente => sente.OnUnauthorized = _ => throw new TimeoutException(Database),
            conventions: chsk => chsk.RequireAuthorization());

        Assert.Equal((401, "Unauthorized request"), await node.RefusedAsync("?client-id=c1"));
        Assert.Contains(Errors(node), line => line.Text.Contains(Database, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(":sente/nil-uid")]
    [InlineData("sente/nil-uid")]
    [InlineData(":sente/all-users-without-uid")]
    [InlineData("sente/all-users-without-uid")]
    [InlineData(" :Sente/Nil-Uid ")]
    public async Task No_user_has_a_name_of_Sentes_own(string uid)
    {
        await using var node = await StartAsync(options => options.UserId = _ => new(uid));
        using var ajax = new AjaxClient(node.Address, "?client-id=c1");

        var (status, body) = await node.RefusedAsync("?client-id=c1");

        Assert.Equal(400, status);
        Assert.Contains("one of Sente's own names", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await ajax.GetAsync("&handshake%3F=1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ajax.PostAsync("[[:test/echo 1] :ajax]")).Status);
    }

    private static Task<TestNode> StartAsync(Action<SenteEndpointOptions> endpoint) => TestNode.StartAsync(
        sente => sente.UserId = null,
        RecordedServer.AddHandlers,
        endpoint: endpoint);

    private static List<LogLine> Errors(TestNode node) => [.. node.Log.Lines.Where(line => line.Level >= LogLevel.Error)];

    private static void AssertTryLater(AjaxAnswer answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.RetryAfter);
    }

    /// <summary>Makes the request appear to come from this page.</summary>
    private static CsrfReference Referring(HttpContext context, string page)
    {
        context.Request.Headers.Referer = page;
        return CsrfReference.Skip;
    }
}
