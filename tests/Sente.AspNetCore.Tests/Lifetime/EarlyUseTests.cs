using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sente.AspNetCore.Tests;

/// <summary>Services of the app that run before Sente has started: their calls take effect once it has.</summary>
public sealed class EarlyUseTests
{
    [Fact]
    public async Task A_close_from_an_earlier_hosted_service_is_kept_until_the_node_runs()
    {
        await using var node = await StartAsync((sente, _, _) => sente.Close("u1", TimeSpan.FromHours(1)));
        using var client = await node.OpenAsync("?uid=u1&client-id=c1");

        Assert.Equal(1013, (await client.ExpectCloseAsync()).Code);
    }

    [Fact]
    public async Task An_early_PushAsync_waits_for_the_node_and_an_early_Push_throws_nothing()
    {
        Task<PushResult>? early = null;
        await using var node = await StartAsync((sente, _, _) =>
        {
            sente.Push("u1", new Event("test/a"));
            sente.Push(new PushToAll(new Event("test/a")));
            early = sente.PushAsync("u1", new Event("test/a"));
            Assert.False(early.IsCompleted);
        });

        Assert.Equal(0, (await early!.InTime()).Written);
    }

    [Fact]
    public async Task An_early_PushAsync_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        Task<PushResult>? early = null;
        await using var node = await StartAsync((sente, _, _) =>
        {
            early = sente.PushAsync("u1", new Event("test/a"), cancel.Token);
            cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => early!.InTime());
    }

    [Fact]
    public async Task Beyond_the_bound_early_calls_are_refused_and_the_log_tells_it_once()
    {
        await using var node = await StartAsync(
            (sente, _, _) =>
            {
                sente.Close("u1", TimeSpan.FromHours(1));
                sente.Close("u2", TimeSpan.FromHours(1));
                sente.Close("u3", TimeSpan.FromHours(1));
            },
            limits => limits.MaxWaitingForStart = 1);

        using var banned = await node.OpenAsync("?uid=u1&client-id=c1");
        Assert.Equal(1013, (await banned.ExpectCloseAsync()).Code);
        using var client = await node.ConnectAsync("u2");
        Assert.Single(node.Log.Lines, line => line.Text.Contains("SenteLimits.MaxWaitingForStart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handlers_may_be_added_and_removed_before_the_node_runs()
    {
        await using var node = await StartAsync((_, handlers, _) =>
        {
            handlers.On("early/echo", (EventMsg msg) => msg.Data);
            handlers.On("early/gone", () => 1).Dispose();
            handlers.On("early/gone", () => 2);
        });
        using var client = await node.ConnectAsync("u1");

        Assert.Equal("[7 \"cb1\"]", await client.RequestAsync("[[:early/echo 7] \"cb1\"]"));
        Assert.Equal("[2 \"cb2\"]", await client.RequestAsync("[[:early/gone] \"cb2\"]"));
    }

    [Fact]
    public async Task Before_the_node_runs_nobody_is_connected_and_changes_are_watched_from_then_on()
    {
        IAsyncEnumerator<PresenceChange>? changes = null;
        Task<bool>? online = null;
        await using var node = await StartAsync((_, _, users) =>
        {
            Assert.Empty(users.Current.Any);
            changes = users.Changes().GetAsyncEnumerator();
            online = users.IsOnlineAsync("u1");
        });

        Assert.False(await online!.InTime());
        using var client = await node.ConnectAsync("u1");
        Assert.True(await changes!.MoveNextAsync().AsTask().InTime());
        Assert.Equal("u1", changes.Current.Uid);
        await changes.DisposeAsync();
    }

    private static Task<TestNode> StartAsync(Action<ISente, IEventHandlers, IConnectedUsers> early, Action<SenteLimits>? limits = null) =>
        TestNode.StartAsync(
            sente => limits?.Invoke(sente.Limits),
            app: builder => builder.Services.AddHostedService(services => new Early(() => early(
                services.GetRequiredService<ISente>(), services.GetRequiredService<IEventHandlers>(), services.GetRequiredService<IConnectedUsers>()))));

    /// <summary>Runs before Akka.NET's hosted service, because hosted services start in the order of their registration.</summary>
    private sealed class Early(Action use) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            use();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
