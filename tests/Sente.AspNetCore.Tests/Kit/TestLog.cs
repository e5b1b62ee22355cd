using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sente.AspNetCore.Tests;

/// <summary>Records log lines.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>All lines so far.</summary>
    public IReadOnlyCollection<LogLine> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, eventId.Id, $"{formatter(state, exception)} {exception}".TrimEnd()));
    }
}

/// <summary>One line of a log.</summary>
internal sealed record LogLine(string Category, LogLevel Level, int EventId, string Text);
