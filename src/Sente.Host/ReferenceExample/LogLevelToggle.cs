namespace Sente.Host;

/// <summary>The lowest level that is logged of Sente's own lines, changed while the host runs.</summary>
internal sealed class LogLevelToggle
{
    private volatile int _level = (int)LogLevel.Information;

    /// <summary>Goes from Information to Debug to Trace to Warning, and round again.</summary>
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
