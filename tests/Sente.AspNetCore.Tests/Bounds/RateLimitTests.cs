using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sente.Actors;

namespace Sente.AspNetCore.Tests;

/// <summary>Events and bytes per second, per client and per user.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task A_POST_beyond_the_rate_is_429_and_other_users_are_served()
    {
        await using var node = await StartAsync(limits => limits.MaxEventsPerSecondPerClient = 2);
        using var client = new AjaxClient(node.Address, "?uid=u1&client-id=c1");
        AjaxAnswer? refused = null;
        for (var i = 0; i < 1000 && refused is null; i++)
        {
            var answer = await client.PostAsync("[[:test/echo 1] :ajax]");
            refused = answer.Status == HttpStatusCode.OK ? null : answer;
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused?.Status, refused?.RetryAfter));
        Assert.Equal(1, node.Counted("sente.events.throttled"));
        Assert.Single(node.Log.Lines, line => line.EventId == 513);
        using var other = new AjaxClient(node.Address, "?uid=u2&client-id=c1");
        Assert.Equal("[1 nil]", (await other.PostAsync("[[:test/echo 1] :ajax]")).Text);
    }

    [Fact]
    public async Task A_socket_beyond_the_rate_is_not_read_and_every_event_is_handled_in_the_end()
    {
        var time = new ManualTime();
        await using var node = await StartAsync(
            limits => limits.MaxEventsPerSecondPerUser = 5,
            app => app.Services.AddSingleton<TimeProvider>(time));
        using var client = await node.ConnectAsync("u1");
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync($"[[:test/echo {i}] \"cb{i}\"]");
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"[{i} \"cb{i}\"]", await client.ReceiveAsync());
        }

        await Eventually.Holds(() => node.Counted("sente.events.throttled") == 1, "the client was throttled");
        for (var i = 5; i < 20; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            Assert.Equal($"[{i} \"cb{i}\"]", await client.ReceiveAsync());
        }

        Assert.Equal(16, node.Counted("sente.events.throttled"));
        time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.Holds(() => node.Node.Rates.Count == 0, "full buckets were forgotten");
    }

    [Fact]
    public void The_stricter_of_client_and_user_counts_and_clients_without_a_user_share_none()
    {
        var rates = new RateLimits(new SenteLimits { MaxBytesPerSecondPerClient = 1000, MaxEventsPerSecondPerUser = 2 });
        var now = TimeSpan.Zero;
        Assert.Equal(TimeSpan.Zero, rates.Take("u", "a", 100, now).Time);
        Assert.Equal("user events", rates.Take("u", "b", 100, now).Reason);
        Assert.Equal(new RateWait(TimeSpan.FromSeconds(2.001), "client", "bytes"), rates.Take("u", "c", 3000, now) with { });
        Assert.Equal(TimeSpan.Zero, rates.Take(Uid.Nil, "a", 100, now).Time);
        Assert.Equal(TimeSpan.Zero, rates.Take(Uid.Nil, "b", 100, now).Time);
        Assert.Equal(TimeSpan.Zero, rates.Take(Uid.Nil, "c", 100, now).Time);
        Assert.NotEqual(TimeSpan.Zero, rates.TryTake("u", "c", 1, TimeSpan.FromSeconds(1)).Time);
        Assert.Equal(TimeSpan.Zero, rates.TryTake("u", "c", 1, TimeSpan.FromSeconds(3)).Time);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(7.0)]
    [InlineData(10_000.0)]
    public void A_bucket_gives_its_rate_over_time_after_one_second_of_burst(double rate)
    {
        var bucket = new TokenBucket(rate, TimeSpan.Zero);
        var now = TimeSpan.Zero;
        var taken = 0;
        while (now < TimeSpan.FromSeconds(3))
        {
            bucket.Take(1, now);
            taken++;
            now += bucket.WaitFor(now);
        }

        Assert.InRange(taken, (4 * rate) - 2, (4 * rate) + 2);
    }

    private static Task<TestNode> StartAsync(Action<SenteLimits> limits, Action<WebApplicationBuilder>? app = null) => TestNode.StartAsync(
        sente => limits(sente.Limits),
        handlers => handlers.On("test/echo", (EventMsg msg) => msg.Data.ToValue()),
        app);
}
