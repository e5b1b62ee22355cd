namespace Sente.Host;

/// <summary>The lowest level at which Sente's own lines are logged; it can change while the host runs.</summary>
internal sealed class LogLevelToggle
{
    private volatile int _level = (int)LogLevel.Information;

    /// <summary>Sets and returns the next level: from Information to Debug, Trace, Warning, and Information again.</summary>
    public LogLevel Next()
    {
        var next = (LogLevel)_level switch
        {
            LogLevel.Information => LogLevel.Debug,
            LogLevel.Debug => LogLevel.Trace,
            LogLevel.Trace => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        _level = (int)next;
        return next;
    }

    /// <summary>Whether a line of Sente's is logged.</summary>
    public bool Shows(LogLevel level) => (int)level >= _level;
}
