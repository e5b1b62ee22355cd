using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// The log of what clients cause: one line per event id, client and minute, and a bounded number per node and minute
/// (<see cref="SenteLimits.MaxClientLogLines"/>). What was left out is reported in one line per event id at the end of the minute.
/// Thread-safe.
/// </summary>
internal sealed class ClientLog(ILogger logger, TimeProvider time, SenteMetrics metrics, int maxLines)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;
    private readonly Lock _lock = new();
    private readonly HashSet<(int EventId, string Client, string Detail)> _written = [];
    private readonly Dictionary<int, int> _leftOut = [];
    private TimeSpan _windowEnd = TimeSpan.MinValue;

    /// <summary>The log for one client.</summary>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client; counts only where neither a user nor an address is known, since a client can change it at will.</param>
    /// <param name="address">The client's address; null when it is not known.</param>
    /// <param name="detail">What else makes a line worth writing: another pattern, another refusal.</param>
    public ILogger Of(string uid, string? clientId, string? address = null, string detail = "") =>
        new LoggerOfClient(this, uid == Uid.Nil ? $"{Uid.Nil} {address ?? clientId}" : uid, detail);

    /// <summary>Reports what was left out once the minute is over. Called now and then; cheap.</summary>
    public void Sweep()
    {
        List<(int EventId, int Lines)> leftOut;
        lock (_lock)
        {
            if (_written.Count == 0 || Now < _windowEnd)
            {
                return;
            }

            leftOut = EndWindow();
        }

        Report(leftOut);
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    private bool TryBegin(int eventId, string client, string detail)
    {
        List<(int EventId, int Lines)> leftOut = [];
        bool writes;
        lock (_lock)
        {
            if (Now >= _windowEnd)
            {
                leftOut = EndWindow();
                _windowEnd = Now + Window;
            }

            writes = _written.Count < maxLines && _written.Add((eventId, client, detail));
            if (!writes)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_leftOut, eventId, out _)++;
            }
        }

        if (!writes)
        {
            metrics.LogLinesLeftOut.Add(1);
        }

        Report(leftOut);
        return writes;
    }

    private List<(int EventId, int Lines)> EndWindow()
    {
        List<(int EventId, int Lines)> leftOut = [.. _leftOut.Select(entry => (entry.Key, entry.Value))];
        _written.Clear();
        _leftOut.Clear();
        return leftOut;
    }

    private void Report(List<(int EventId, int Lines)> leftOut)
    {
        foreach (var (eventId, lines) in leftOut)
        {
            _logger.LinesLeftOut(lines, eventId);
        }
    }

    private sealed class LoggerOfClient(ClientLog log, string client, string detail) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log._logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.TryBegin(eventId.Id, client, detail))
            {
                log._logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
