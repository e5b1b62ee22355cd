using System.Diagnostics.Metrics;

namespace Sente.Actors;

/// <summary>The instruments of the meter <c>Sente</c> of one node. Everything that is refused, dropped or late is counted.</summary>
internal sealed class SenteMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Sente";

    private readonly Meter _meter;

    public SenteMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        HandlerFailures = Count("sente.handler.failures", "Events that no handler finished, by reason");
        PoolStartFailures = Count("sente.handler.pool_start_failures", "Actors of handler pools that ended as soon as they were started");
        LogLinesLeftOut = Count("sente.log.left_out", "Log lines that were omitted, because clients caused too many within a minute");
        LateReplies = Count("sente.replies.late", "Replies dropped because the request was answered, had timed out, or its client was gone");
        TimedOutReplies = Count("sente.replies.timed_out", "Requests that no handler answered in time");
        PushesRefused = Count("sente.pushes.refused", "Pushes that a client did not get, by reason");
        EventsDropped = Count("sente.events.dropped", "Events that were accepted for a client and then lost, because its outbox overflowed or its retention ended");
        ForgedEvents = Count("sente.events.forged", "Client events in the namespace chsk that only the server may send");
        ConnectionsClosed = Count("sente.connections.closed", "Connections that the server closed, by close code");
        ConnectionsRefused = Count("sente.connections.refused", "Connections refused, by reason");
        FlowControlTimeouts = Count("sente.flow_control.timeouts", "Pings of flow control that a stock client did not answer in time, so that the next events were sent all the same");
        RegionDrops = Count("sente.region.dropped", "Messages to users that were dropped, because too many waited for users that were stopping");
        Throttled = Count("sente.events.throttled", "Events that had to wait, and POSTs that were refused, because a client or its user sent too fast, by reason");
        PostsRefused = Count("sente.posts.refused", "Ajax POSTs that were refused for a while, by reason");
        IncomingRefused = Count("sente.incoming.refused", "Messages and bodies that were refused before they were complete, by reason");
        MalformedMessages = Count("sente.messages.malformed", "Client messages that could not be read");
    }

    public Counter<long> HandlerFailures { get; }

    public Counter<long> PoolStartFailures { get; }

    public Counter<long> LogLinesLeftOut { get; }

    public Counter<long> LateReplies { get; }

    public Counter<long> TimedOutReplies { get; }

    public Counter<long> PushesRefused { get; }

    public Counter<long> EventsDropped { get; }

    public Counter<long> ForgedEvents { get; }

    public Counter<long> ConnectionsClosed { get; }

    public Counter<long> ConnectionsRefused { get; }

    public Counter<long> FlowControlTimeouts { get; }

    public Counter<long> RegionDrops { get; }

    public Counter<long> Throttled { get; }

    public Counter<long> PostsRefused { get; }

    public Counter<long> IncomingRefused { get; }

    public Counter<long> MalformedMessages { get; }

    /// <summary>Adds a gauge.</summary>
    public void Observe(string name, string description, Func<long> value) => _meter.CreateObservableGauge(name, value, description: description);

    /// <summary>Whether the meter is the one of this node: several nodes in one process have meters of the same name.</summary>
    public bool Owns(Meter meter) => ReferenceEquals(meter, _meter);

    public void Dispose() => _meter.Dispose();

    private Counter<long> Count(string name, string description) => _meter.CreateCounter<long>(name, description: description);
}
