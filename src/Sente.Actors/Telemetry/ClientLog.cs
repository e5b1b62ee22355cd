using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// The log for lines that clients cause. It writes one line per event id, client and minute, and at most
/// <see cref="SenteLimits.MaxClientLogLines"/> lines per node and minute. At the end of the minute it reports the number of omitted lines per event id.
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

    /// <summary>Returns the logger for one client.</summary>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client-id; identifies the client only if it has neither a user nor an address, because a client can change it at will.</param>
    /// <param name="address">The client's address; null if it is not known.</param>
    /// <param name="detail">Tells lines with the same event id apart, such as the pattern or the refusal: each detail gets a line of its own.</param>
    public ILogger Of(string uid, string? clientId, string? address = null, string detail = "") =>
        new LoggerOfClient(this, uid == Uid.Nil ? $"{Uid.Nil} {address ?? clientId}" : uid, detail);

    /// <summary>Reports the omitted lines once the minute is over. The gateway calls it with each sweep; it is cheap.</summary>
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
