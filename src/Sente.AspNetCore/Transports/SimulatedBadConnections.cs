namespace Sente.AspNetCore;

/// <summary>
/// Cuts transports at random, as bad networks do, so that developers of the reference example can watch how clients recover
/// (<c>simulated-bad-conn-rate</c>). Off unless <see cref="Rate"/> is set, which only the host does.
/// </summary>
/// <remarks>Each message in either direction, on a WebSocket, a poll or a POST, may cut its transport.</remarks>
internal sealed class SimulatedBadConnections
{
    private double? _rate;

    /// <summary>The probability that a message cuts its transport: more than 0, up to 1; null: never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double? Rate
    {
        get => _rate;
        set => _rate = value is null or (> 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The rate of bad connections is more than 0, up to 1, or null for none.");
    }

    /// <summary>Decides at random whether this message cuts its transport.</summary>
    public bool Strikes() => _rate is { } rate && Random.Shared.NextDouble() < rate;
}
