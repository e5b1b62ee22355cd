namespace Sente.Actors;

/// <summary>
/// Which actors of a pool can't be started, and how long to wait before each next attempt: the pause doubles up to a longest one. Pure.
/// </summary>
internal sealed class PoolBackOff(int size)
{
    /// <summary>Pause after the first failure.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly int[] _failures = new int[size];

    /// <summary>How many actors are down.</summary>
    public int Down => _failures.Count(failures => failures > 0);

    /// <summary>Failed starts since all were up.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether this actor is down.</summary>
    public bool IsDown(int index) => _failures[index] > 0;

    /// <summary>The actor could not be started. Returns the pause before the next attempt.</summary>
    public TimeSpan Failed(int index)
    {
        Attempts++;
        var failures = ++_failures[index];
        var pause = FirstPause * Math.Pow(2, failures - 1);
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary>The actor runs. Returns after how many failed starts the whole pool is up again; null when it isn't, or never was down.</summary>
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
