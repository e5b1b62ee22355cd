using CsCheck;

namespace Sente.AspNetCore.Tests;

public sealed class ReadCreditTests
{
    [Fact]
    public void Reading_goes_on_until_the_events_in_flight_reach_the_bound()
    {
        var credit = new ReadCredit(events: 2, bytes: 1000);
        credit.Take(1);
        Assert.True(credit.WaitAsync().IsCompleted);

        credit.Take(1);
        Assert.False(credit.WaitAsync().IsCompleted);
        Assert.True(credit.IsWaiting);
    }

    [Fact]
    public void One_message_may_pass_the_bound_of_bytes_and_the_next_waits()
    {
        var credit = new ReadCredit(events: 100, bytes: 1000);
        credit.Take(5000);

        Assert.False(credit.WaitAsync().IsCompleted);
    }

    [Fact]
    public async Task Reading_resumes_when_half_of_both_is_back()
    {
        var credit = new ReadCredit(events: 4, bytes: 1000);
        for (var i = 0; i < 4; i++)
        {
            credit.Take(250);
        }

        var waiting = credit.WaitAsync();
        credit.Grant(1, 250);
        Assert.False(waiting.IsCompleted);

        credit.Grant(1, 250);
        await waiting.InTime();
        Assert.False(credit.IsWaiting);
    }

    [Fact]
    public async Task A_pause_holds_the_reader_whatever_the_credit()
    {
        var credit = new ReadCredit(events: 4, bytes: 1000);
        credit.Pause();
        var waiting = credit.WaitAsync();
        credit.Grant(0, 0);
        Assert.False(waiting.IsCompleted);

        credit.Resume();
        await waiting.InTime();
    }

    [Fact]
    public async Task Release_lets_the_reader_go_for_ever()
    {
        var credit = new ReadCredit(events: 1, bytes: 1);
        credit.Take(10);
        credit.Pause();
        var waiting = credit.WaitAsync();

        credit.Release();
        await waiting.InTime();
        Assert.True(credit.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Whoever_gives_back_all_that_was_taken_can_always_read_again() => Gen.Select(
        Gen.Int[1, 10],
        Gen.Int[1, 1000],
        Gen.Int[0, 500].Array[0, 30]).Sample((events, bytes, sizes) =>
        {
            var credit = new ReadCredit(events, bytes);
            foreach (var size in sizes)
            {
                credit.Take(size);
            }

            var waiting = credit.WaitAsync();
            Assert.Equal(sizes.Length < events && sizes.Sum() < bytes, waiting.IsCompleted);
            foreach (var size in sizes)
            {
                credit.Grant(1, size);
            }

            return waiting.IsCompleted && credit.WaitAsync().IsCompleted;
        });
}
