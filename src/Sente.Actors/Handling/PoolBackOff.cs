namespace Sente.Actors;

/// <summary>
/// The actors of a pool that can't be started, and the pause before the next attempt to start each of them, which doubles up to
/// <see cref="LongestPause"/>. Pure.
/// </summary>
internal sealed class PoolBackOff(int size)
{
    /// <summary>The pause after the first failure.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly int[] _failures = new int[size];

    /// <summary>The number of actors that are down.</summary>
    public int Down => _failures.Count(failures => failures > 0);

    /// <summary>The number of failed starts since all actors were up.</summary>
    public int Attempts { get; private set; }

    /// <summary>Returns whether an actor is down.</summary>
    public bool IsDown(int index) => _failures[index] > 0;

    /// <summary>Records that an actor could not be started, and returns the pause before the next attempt.</summary>
    public TimeSpan Failed(int index)
    {
        Attempts++;
        var failures = ++_failures[index];
        var pause = FirstPause * Math.Pow(2, failures - 1);
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary>Records that an actor runs. Returns the number of failed starts if the whole pool is up again now; null if it still is not, or was not down.</summary>
    public int? Started(int index)
    {
        if (!IsDown(index))
        {
            return null;
        }

        _failures[index] = 0;
        if (Down > 0)
        {
            return null;
        }

        var attempts = Attempts;
        Attempts = 0;
        return attempts;
    }
}
