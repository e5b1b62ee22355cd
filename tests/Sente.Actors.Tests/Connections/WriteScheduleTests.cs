namespace Sente.Actors.Tests;

/// <summary>When a connection writes, without an actor.</summary>
public sealed class WriteScheduleTests
{
    private static readonly TimeSpan Buffer = TimeSpan.FromMilliseconds(30);

    private readonly SenteLimits _limits = new() { MaxBatchEvents = 10, MaxBatchBytes = 1_000 };
    private readonly WriteSchedule _schedule;

    public WriteScheduleTests() => _schedule = new WriteSchedule(_limits);

    [Fact]
    public void A_quiet_connection_writes_at_once()
    {
        Assert.Equal(WriteDecision.WriteNow, Added());
        Assert.Equal(TimeSpan.MaxValue, _schedule.Due);
    }

    [Fact]
    public void While_messages_wait_one_write_waits_behind_them()
    {
        Assert.Equal(WriteDecision.WriteAfterWaiting, Added(more: true));
        Assert.Equal(WriteDecision.Nothing, Added(more: true));
        _schedule.TakeQueued();
        Assert.Equal(WriteDecision.WriteAfterWaiting, Added(more: true));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(1, 1_000)]
    public void A_full_batch_is_written_although_messages_wait(int events, long bytes) =>
        Assert.Equal(WriteDecision.WriteNow, Added(events: events, bytes: bytes, more: true));

    [Fact]
    public void A_send_buffer_gathers_until_its_time_is_over()
    {
        Assert.Equal(WriteDecision.WakeWhenDue, Added(buffer: Buffer, now: TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(1) + Buffer, _schedule.Due);
        Assert.Equal(WriteDecision.Nothing, Added(buffer: Buffer, now: TimeSpan.FromSeconds(1.02)));
        Assert.Equal(TimeSpan.FromSeconds(1) + Buffer, _schedule.Due);
        _schedule.Clear();
        Assert.Equal(WriteDecision.WakeWhenDue, Added(buffer: Buffer, now: TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_flush_writes_at_once_what_a_send_buffer_gathers() =>
        Assert.Equal(WriteDecision.WriteNow, Added(buffer: Buffer, flush: true, more: true));

    private WriteDecision Added(TimeSpan buffer = default, bool flush = false, int events = 1, long bytes = 10, bool more = false, TimeSpan now = default) =>
        _schedule.EventsAdded(buffer, flush, events, bytes, more, now);
}
