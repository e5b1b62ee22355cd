namespace Sente.Actors.Tests;

public sealed class BanTableTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    private readonly BanTable _bans = new(maxBans: 100);

    [Fact]
    public void A_ban_holds_until_its_end_and_is_forgotten_then()
    {
        _bans.Set("u1", Now + TimeSpan.FromMinutes(5), Now);
        Assert.True(_bans.IsBanned("u1", Now + TimeSpan.FromMinutes(2), out var wait));
        Assert.Equal(TimeSpan.FromMinutes(3), wait);
        Assert.False(_bans.IsBanned("u2", Now, out _));
        Assert.False(_bans.IsBanned("u1", Now + TimeSpan.FromMinutes(5), out _));
        Assert.Equal(0, _bans.Count);
    }

    [Fact]
    public void The_last_ban_of_a_user_counts_whether_longer_or_shorter()
    {
        _bans.Set("u1", Now + TimeSpan.FromMinutes(5), Now);
        _bans.Set("u1", Now + TimeSpan.FromMinutes(9), Now);
        Assert.True(_bans.IsBanned("u1", Now + TimeSpan.FromMinutes(8), out _));
        _bans.Set("u1", Now + TimeSpan.FromMinutes(8.5), Now + TimeSpan.FromMinutes(8));
        Assert.False(_bans.IsBanned("u1", Now + TimeSpan.FromMinutes(8.5), out _));
        _bans.Set("u1", Now, Now);
        Assert.Equal(0, _bans.Count);
    }

    [Fact]
    public void Beyond_the_bound_the_ban_that_ends_first_is_given_up()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(_bans.Set($"u{i}", Now + TimeSpan.FromMinutes(200 - i), Now));
        }

        Assert.Equal("u99", _bans.Set("more", Now + TimeSpan.FromDays(1), Now));
        Assert.Equal(100, _bans.Count);
        Assert.False(_bans.IsBanned("u99", Now, out _));
        Assert.True(_bans.IsBanned("u98", Now, out _));
    }

    [Fact]
    public void One_user_banned_again_and_again_costs_no_more_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            _bans.Set("u1", Now + TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(i), Now);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(1, _bans.Count);
    }
}
