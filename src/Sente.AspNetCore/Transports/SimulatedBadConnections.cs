namespace Sente;

/// <summary>
/// A tool for development: makes transports fail at random, as bad networks do, so that one can see an app and its clients cope. From the
/// app's services; off unless <see cref="Rate"/> is set.
/// </summary>
/// <remarks>Sente's <c>simulated-bad-conn-rate</c>. Struck is a message that comes in or goes out on a WebSocket, a poll or a POST: its transport is cut.</remarks>
public sealed class SimulatedBadConnections
{
    private double? _rate;

    /// <summary>Which part of the activities is struck: more than 0 to 1; null: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to something else.</exception>
    public double? Rate
    {
        get => _rate;
        set => _rate = value is null or (> 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The rate of bad connections is more than 0 to 1, or null for none.");
    }

    /// <summary>Whether this activity is struck.</summary>
    internal bool Strikes() => _rate is { } rate && Random.Shared.NextDouble() < rate;
}
