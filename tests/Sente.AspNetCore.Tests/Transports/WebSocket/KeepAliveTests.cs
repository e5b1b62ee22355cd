namespace Sente.AspNetCore.Tests;

public sealed class KeepAliveTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_silent_client_is_pinged_after_half_the_keep_alive_time()
    {
        var keepAlive = Started(Interval, PingTimeout);

        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(12.4)));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Sweep(Seconds(12.5)));
    }

    [Fact]
    public void A_client_that_was_active_early_in_a_window_is_pinged_at_the_end_of_the_next()
    {
        var keepAlive = Started(Interval, PingTimeout);
        keepAlive.Active();

        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(12.5)));
        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(24.9)));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Sweep(Seconds(25)));
    }

    [Fact]
    public void A_client_that_does_not_answer_a_ping_in_time_is_closed_once()
    {
        var keepAlive = Started(Interval, PingTimeout);
        keepAlive.Sweep(Seconds(12.5));

        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(22.4)));
        Assert.Equal(KeepAliveStep.Close, keepAlive.Sweep(Seconds(22.5)));
        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(1000)));
    }

    [Fact]
    public void A_living_idle_client_is_pinged_every_half_keep_alive_time_plus_the_ping_time_out()
    {
        var keepAlive = Started(Interval, PingTimeout);
        var pings = new List<TimeSpan>();
        for (var now = TimeSpan.Zero; now <= Seconds(80); now += TimeSpan.FromMilliseconds(100))
        {
            if (keepAlive.Sweep(now) == KeepAliveStep.Ping)
            {
                pings.Add(now);
                keepAlive.Active();
            }
        }

        Assert.Equal([Seconds(12.5), Seconds(35), Seconds(57.5), Seconds(80)], pings);
    }

    [Fact]
    public void A_coarse_sweep_does_not_add_up_to_later_pings()
    {
        var keepAlive = Started(Interval, PingTimeout);
        var pings = new List<double>();
        for (var now = 0.0; now <= 120; now += 0.7)
        {
            if (keepAlive.Sweep(Seconds(now)) == KeepAliveStep.Ping)
            {
                pings.Add(now);
                keepAlive.Active();
            }
        }

        Assert.Equal(5, pings.Count);
        Assert.All(pings.Select((ping, index) => ping - (12.5 + (22.5 * index))), late => Assert.InRange(late, 0, 0.7));
    }

    [Fact]
    public void Without_a_keep_alive_time_nothing_is_ever_due()
    {
        var keepAlive = Started(null, PingTimeout);

        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(TimeSpan.FromDays(1000)));
    }

    [Fact]
    public void Without_a_ping_time_out_a_silent_client_is_pinged_in_every_window_and_never_closed()
    {
        var keepAlive = Started(Interval, null);

        Assert.Equal(KeepAliveStep.Ping, keepAlive.Sweep(Seconds(12.5)));
        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(20)));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Sweep(Seconds(25)));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Sweep(Seconds(37.5)));
    }

    [Fact]
    public void After_a_long_stall_of_the_process_the_next_window_has_its_full_length()
    {
        var keepAlive = Started(Interval, PingTimeout);
        keepAlive.Active();

        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(100)));
        Assert.Equal(KeepAliveStep.None, keepAlive.Sweep(Seconds(112.4)));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Sweep(Seconds(112.5)));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static KeepAlive Started(TimeSpan? interval, TimeSpan? pingTimeout)
    {
        var keepAlive = new KeepAlive(interval, pingTimeout);
        keepAlive.Start(TimeSpan.Zero);
        return keepAlive;
    }
}
