using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sente.Actors.Tests;

/// <summary>A log that keeps its lines.</summary>
internal sealed class SpecLog : ILogger
{
    private readonly ConcurrentQueue<SpecLogLine> _lines = new();

    /// <summary>All lines so far.</summary>
    public IReadOnlyCollection<SpecLogLine> All => _lines;

    /// <summary>Returns the lines with an event id.</summary>
    public IReadOnlyList<SpecLogLine> Of(int eventId) => [.. _lines.Where(line => line.EventId == eventId)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(new SpecLogLine(logLevel, eventId.Id, formatter(state, exception), exception));
}

/// <summary>One line of a log.</summary>
internal sealed record SpecLogLine(LogLevel Level, int EventId, string Text, Exception? Exception);
