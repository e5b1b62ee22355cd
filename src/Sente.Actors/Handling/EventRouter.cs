using System.Collections.Frozen;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// Finds the handler of an event: by its id, by its namespace, or by the default pattern. Reads use an immutable table without a lock; a change
/// creates a new table, because handlers seldom change.
/// </summary>
/// <param name="failures">Fails events without a handler.</param>
/// <param name="stopping">The token of <see cref="NodeStopping"/>, for <see cref="EventMsg.CancellationToken"/>.</param>
internal sealed class EventRouter(HandlerFailures failures, CancellationToken stopping = default)
{
    private readonly Lock _changing = new();
    private volatile Table _table = Table.Empty;

    /// <summary>Fails events that no handler finishes.</summary>
    public HandlerFailures Failures { get; } = failures;

    /// <summary>Passes an event to its handler, or fails it.</summary>
    /// <returns>The handler; null if no pattern matches.</returns>
    public RegisteredHandler? Route(EventMsg msg, EventQueue queue)
    {
        msg.CancellationToken = stopping;
        var handler = _table.Find(msg.Id);
        if (handler is null)
        {
            Failures.Unmatched(msg);
            return null;
        }

        // Tracked first, so that an actor that ends at this moment still answers the request.
        if (msg.Reply is { } reply)
        {
            handler.Track(reply);
        }

        handler.Handle(msg, queue);
        return handler;
    }

    /// <summary>Adds a handler. Disposing the returned object removes it.</summary>
    /// <exception cref="InvalidOperationException">The pattern already has a handler.</exception>
    public IDisposable Add(EventPattern pattern, RegisteredHandler handler)
    {
        lock (_changing)
        {
            _table = _table.With(pattern, handler);
        }

        return new Registration(this, pattern, handler);
    }

    private void Remove(EventPattern pattern, RegisteredHandler handler)
    {
        lock (_changing)
        {
            _table = _table.Without(pattern);
        }

        handler.Removed();
    }

    private sealed class Registration(EventRouter router, EventPattern pattern, RegisteredHandler handler) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                router.Remove(pattern, handler);
            }
        }
    }

    private sealed class Table
    {
        public static readonly Table Empty = new(new Dictionary<string, RegisteredHandler>());

        private readonly Dictionary<string, RegisteredHandler> _byPattern;
        private readonly FrozenDictionary<string, RegisteredHandler> _byId;
        private readonly FrozenDictionary<string, RegisteredHandler>.AlternateLookup<ReadOnlySpan<char>> _byNamespace;
        private readonly RegisteredHandler? _default;

        private Table(Dictionary<string, RegisteredHandler> byPattern)
        {
            _byPattern = byPattern;
            _byId = byPattern.Where(entry => !entry.Key.EndsWith('*')).ToFrozenDictionary(StringComparer.Ordinal);
            _byNamespace = byPattern
                .Where(entry => entry.Key.EndsWith("/*", StringComparison.Ordinal))
                .ToFrozenDictionary(entry => entry.Key[..^2], entry => entry.Value, StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
            _default = byPattern.GetValueOrDefault(EventPattern.Default.Text);
        }

        public RegisteredHandler? Find(string eventId)
        {
            if (_byId.TryGetValue(eventId, out var handler))
            {
                return handler;
            }

            var ns = eventId.AsSpan(0, eventId.IndexOf('/', StringComparison.Ordinal));
            if (_byNamespace.TryGetValue(ns, out handler))
            {
                return handler;
            }

            return ns is "chsk" ? null : _default;
        }

        public Table With(EventPattern pattern, RegisteredHandler handler)
        {
            var byPattern = new Dictionary<string, RegisteredHandler>(_byPattern);
            return byPattern.TryAdd(pattern.Text, handler)
                ? new Table(byPattern)
                : throw new InvalidOperationException($"\"{pattern}\" already has a handler: remove that one first, or let one handler do both.");
        }

        public Table Without(EventPattern pattern)
        {
            var byPattern = new Dictionary<string, RegisteredHandler>(_byPattern);
            byPattern.Remove(pattern.Text);
            return new Table(byPattern);
        }
    }
}

/// <summary>The event ids of Sente's own namespace that a client may send.</summary>
internal static class ClientEventIds
{
    /// <summary>A client's keep-alive ping.</summary>
    public const string Ping = "chsk/ws-ping";

    /// <summary>A client's answer to the server's ping.</summary>
    public const string Pong = "chsk/ws-pong";

    /// <summary>Returns whether only the server may send events with this id, which handlers would take for the server's (docs/protocol.md, "Messages").</summary>
    public static bool IsForged(string eventId) => EventId.IsReserved(eventId) && eventId is not (Ping or Pong);
}
