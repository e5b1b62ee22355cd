using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sente.Actors.Tests;

/// <summary>Bans that are saved to the app's store and loaded from it.</summary>
public sealed class NodeBansTests
{
    [Fact]
    public async Task A_ban_outlives_the_node_by_the_apps_store()
    {
        var store = new Store();
        await using (var first = New(store))
        {
            first.Set("u1", TimeSpan.FromHours(1));
        }

        await using var second = New(store);
        await second.LoadAsync();
        Assert.True(second.IsBanned("u1", out var wait));
        Assert.InRange(wait, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_lifted_ban_stays_lifted()
    {
        var store = new Store();
        await using (var first = New(store))
        {
            first.Set("u1", TimeSpan.FromHours(1));
            first.Set("u1", TimeSpan.Zero);
        }

        await using var second = New(store);
        await second.LoadAsync();
        Assert.False(second.IsBanned("u1", out _));
    }

    [Fact]
    public async Task A_store_that_fails_costs_neither_the_ban_nor_those_after_it()
    {
        var store = new Store { Fails = uid => uid == "u1" };
        await using (var bans = New(store))
        {
            bans.Set("u1", TimeSpan.FromHours(1));
            bans.Set("u2", TimeSpan.FromHours(1));
            Assert.True(bans.IsBanned("u1", out _));
        }

        Assert.Equal(["u2"], store.Kept.Keys);
    }

    [Fact]
    public async Task A_store_that_is_slow_holds_nobody_up()
    {
        var gate = Channel.CreateBounded<bool>(1);
        var store = new Store { Before = () => gate.Reader.ReadAsync().AsTask() };
        await using (var bans = New(store))
        {
            bans.Set("u1", TimeSpan.FromHours(1));
            Assert.True(bans.IsBanned("u1", out _));
            Assert.Empty(store.Kept);
            await gate.Writer.WriteAsync(true);
        }

        Assert.Equal(["u1"], store.Kept.Keys);
    }

    [Fact]
    public async Task Bans_that_cannot_be_loaded_are_an_error_at_start()
    {
        await using var bans = New(new Store { Fails = _ => true });
        Assert.Contains("LoadAsync", (await Assert.ThrowsAsync<InvalidOperationException>(bans.LoadAsync)).Message, StringComparison.Ordinal);
    }

    private static NodeBans New(Store store) => new(100, TimeProvider.System, NullLogger.Instance, store);

    private sealed class Store : IBanStore
    {
        public ConcurrentDictionary<string, UserBan> Kept { get; } = new();

        public Func<string, bool> Fails { get; init; } = _ => false;

        public Func<Task> Before { get; init; } = () => Task.CompletedTask;

        public Task<IReadOnlyCollection<UserBan>> LoadAsync(CancellationToken cancellationToken) =>
            Fails("") ? throw new IOException("no database") : Task.FromResult<IReadOnlyCollection<UserBan>>([.. Kept.Values]);

        public async Task SaveAsync(UserBan ban, CancellationToken cancellationToken)
        {
            await Before();
            Kept[ban.Uid] = Fails(ban.Uid) ? throw new IOException("no database") : ban;
        }
    }
}
