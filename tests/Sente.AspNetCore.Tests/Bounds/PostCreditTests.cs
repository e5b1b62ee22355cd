using System.Net;
using Sente.Actors;

namespace Sente.AspNetCore.Tests;

/// <summary>POSTs have the same credit as a socket, keep their order, and are bounded per node.</summary>
public sealed class PostCreditTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _seen = [];
    private int _running;
    private int _most;
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente =>
        {
            sente.Limits.MaxEventsInFlight = 4;
            sente.Limits.MaxBytesInFlight = 100_000;
            sente.Limits.MaxNodePosts = 10;
            sente.Limits.PostWait = TimeSpan.Zero;
        },
        handlers => handlers
            .On("test/echo", (EventMsg msg) => msg.Data.ToValue())
            .On("test/slow", async (EventMsg msg) =>
            {
                var running = Interlocked.Increment(ref _running);
                _most = Math.Max(_most, running);
                await _gate.Task;
                lock (_seen)
                {
                    _seen.Add(msg.Data.As<long>());
                }

                Interlocked.Decrement(ref _running);
            })
            .On("test/blob", async (EventMsg _) => await _gate.Task));

    public async Task DisposeAsync()
    {
        _gate.TrySetResult();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task A_client_without_a_connection_gets_its_credit_its_order_and_no_parallel_handlers()
    {
        using var client = new AjaxClient(_node.Address, "?uid=u1&client-id=c1");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"[[:test/slow {i}] nil]")).Status);
        }

        var refused = await client.PostAsync("[[:test/slow 4] nil]");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (refused.Status, refused.RetryAfter));
        Assert.Equal(4, _node.Node.PostCredits.Events);
        Assert.Equal(1, _node.Counted("sente.posts.refused"));
        Assert.Single(_node.Log.Lines, line => line.EventId == 514);

        _gate.SetResult();
        await Eventually.Holds(() => _node.Node.PostCredits.Clients == 0, "all credit came back");
        Assert.Equal([0L, 1L, 2L, 3L], _seen);
        Assert.Equal(1, _most);
        await Eventually.Holds(() => _node.Node.Connections.Queues.Count == 0, "the client's queue was forgotten");
        Assert.Equal("[9 nil]", (await client.PostAsync("[[:test/echo 9] :ajax]")).Text);
        await Eventually.Holds(() => _node.Node.PostCredits is { Events: 0, Bytes: 0 }, "the request's credit came back");
    }

    [Fact]
    public async Task Bytes_count_as_well_as_events()
    {
        using var client = new AjaxClient(_node.Address, "?uid=u2&client-id=c1");
        var blob = new string('x', 60_000);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"[[:test/blob \"{blob}\"] nil]")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"[[:test/blob \"{blob}\"] nil]")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.PostAsync("[[:test/blob 1] nil]")).Status);
        Assert.InRange(_node.Node.PostCredits.Bytes, 120_000, 121_000);
    }

    [Fact]
    public async Task The_node_is_bounded_over_all_clients_and_another_clients_socket_is_served()
    {
        using var socket = await _node.ConnectAsync("u3");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var client = new AjaxClient(_node.Address, $"?uid=u4&client-id=c{i}");
            answers.Add((await client.PostAsync($"[[:test/slow {i}] nil]")).Status);
        }

        Assert.Equal(10, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(2, answers.Count(status => status == HttpStatusCode.ServiceUnavailable));
        Assert.Equal("[1 \"cb\"]", await socket.RequestAsync("[[:test/echo 1] \"cb\"]"));
    }

    [Fact]
    public async Task A_POST_waits_for_its_turn_and_gives_up_after_the_wait()
    {
        var limits = new SenteLimits { MaxEventsInFlight = 1, PostWait = TimeSpan.FromMinutes(1) };
        var credits = new PostCredits(limits, TimeProvider.System);
        var (first, _) = await credits.TakeAsync("u", "c", 1, 1, CancellationToken.None);
        var second = credits.TakeAsync("u", "c", 1, 2, CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        Assert.Equal("client", (await credits.TakeAsync("u", "c", 1, 1, CancellationToken.None)).Exhausted);
        Assert.NotEqual(0, (await credits.TakeAsync("u", "other", 1, 1, CancellationToken.None)).Number);

        credits.Return(first);
        var (number, _) = await second.InTime();
        using var gone = new CancellationTokenSource();
        var third = credits.TakeAsync("u", "c", 1, 1, gone.Token).AsTask();
        credits.Return(number);
        Assert.False(third.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.InTime());
        credits.Return(number);
        credits.Return(number);
        Assert.Equal((1, 1, 1L), (credits.Clients, credits.Events, credits.Bytes));

        limits.PostWait = TimeSpan.FromMilliseconds(1);
        await credits.TakeAsync("u", "c", 1, 1, CancellationToken.None);
        Assert.Equal("client", (await credits.TakeAsync("u", "c", 1, 1, CancellationToken.None).AsTask().InTime()).Exhausted);
        Assert.Equal(2, credits.Events);
    }
}
