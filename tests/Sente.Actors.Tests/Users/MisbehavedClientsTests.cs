namespace Sente.Actors.Tests;

public sealed class MisbehavedClientsTests
{
    private readonly MisbehavedClients _misbehaved = new(new SenteLimits());
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void Refusals_double_from_5_to_80_seconds_and_stay_there()
    {
        foreach (var seconds in new[] { 5, 10, 20, 40, 80, 80 })
        {
            _misbehaved.Refuse("c1", _now);
            Assert.True(_misbehaved.IsRefused("c1", _now, out var wait));
            Assert.Equal(seconds, wait.TotalSeconds);
            _now += wait;
            Assert.False(_misbehaved.IsRefused("c1", _now, out _));
        }
    }

    [Fact]
    public void A_minute_of_good_behaviour_is_forgiven()
    {
        _misbehaved.Refuse("c1", _now);
        _now += TimeSpan.FromSeconds(5) + MisbehavedClients.Forgiveness;
        Assert.Null(_misbehaved.ForgottenAt(_now));
        _misbehaved.Refuse("c1", _now);
        _misbehaved.IsRefused("c1", _now, out var wait);
        Assert.Equal(5, wait.TotalSeconds);
    }

    [Fact]
    public void Other_clients_are_not_refused()
    {
        _misbehaved.Refuse("c1", _now);
        Assert.False(_misbehaved.IsRefused("c2", _now, out _));
    }

    [Fact]
    public void However_many_client_ids_are_made_up_memory_is_bounded()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _misbehaved.Refuse($"c{i}", _now);
        }

        Assert.Equal(200, Enumerable.Range(0, 10_000).Count(i => _misbehaved.IsRefused($"c{i}", _now, out _)));
    }
}
