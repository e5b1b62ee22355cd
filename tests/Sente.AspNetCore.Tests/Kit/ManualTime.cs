namespace Sente.AspNetCore.Tests;

/// <summary>A clock that stands still until it is moved; timers go by the real one.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private long _moved;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(Interlocked.Read(ref _moved));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _start + Interlocked.Read(ref _moved);

    /// <summary>Moves it on.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _moved, time.Ticks);
}
