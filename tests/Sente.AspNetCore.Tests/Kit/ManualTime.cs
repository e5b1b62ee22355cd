namespace Sente.AspNetCore.Tests;

/// <summary>A clock that moves only by <see cref="Advance"/>; timers use the real one.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private long _moved;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(Interlocked.Read(ref _moved));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _start + Interlocked.Read(ref _moved);

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _moved, time.Ticks);
}
