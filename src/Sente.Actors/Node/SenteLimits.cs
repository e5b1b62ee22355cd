using System.Globalization;

namespace Sente;

/// <summary>
/// Bounds and times of the user and connection actors, the same on every node of a cluster. What a bound refuses is logged once, counted
/// and told to whoever asked.
/// </summary>
public sealed class SenteLimits
{
    /// <summary>
    /// How long outbox and pending requests wait for a client that is away. Default 60 s. Less is kept for those who can't claim it: see
    /// <see cref="StockSocketRetention"/>, and nothing for a stock client without a user, except between its consecutive polls.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Like <see cref="Retention"/>, for a stock Sente client whose WebSocket has ended: it comes back within seconds, or after a page load
    /// under another client-id. Default 30 s; more than <see cref="Retention"/> counts as that.
    /// </summary>
    public TimeSpan StockSocketRetention { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Events kept for such a client while it is away; the oldest make room for newer ones, unless <see cref="OutboxOverflow"/> is
    /// <see cref="OverflowPolicy.DropNewest"/>. Default 512: a stock client holds no more.
    /// </summary>
    public int MaxAwayStockSocketEvents { get; set; } = 512;

    /// <summary>Like <see cref="MaxAwayStockSocketEvents"/>, in bytes; a larger event does not wait. Default 256 KiB.</summary>
    public int MaxAwayStockSocketBytes { get; set; } = 256 * 1024;

    /// <summary>How long a request made on a WebSocket waits for its handler's reply before it is answered <c>:chsk/timeout</c>; null waits for ever. Default 60 s.</summary>
    public TimeSpan? ReplyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest pushed event in bytes of EDN. Default 1 MiB.</summary>
    public int MaxPushSize { get; set; } = 1024 * 1024;

    /// <summary>Largest outbox of a connection in bytes. Default 4 MiB.</summary>
    public int MaxOutboxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Events of a connection that wait to be sent, besides the last batch that is not acknowledged yet. Default 10,000.</summary>
    public int MaxOutboxEvents { get; set; } = 10_000;

    /// <summary>The outboxes of a node's connected clients together, in bytes; new pushes are refused beyond. Default: a quarter of the memory the process may use.</summary>
    public long MaxNodeOutboxBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>
    /// The outboxes of a node's clients that are away, together, in bytes; beyond it nothing more is kept for them. It is no part of
    /// <see cref="MaxNodeOutboxBytes"/>: clients that are away never take the room of connected ones. Default: a sixteenth of the memory the
    /// process may use.
    /// </summary>
    public long MaxNodeAwayOutboxBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;

    /// <summary>What happens when a connection's outbox is full. Default <see cref="OverflowPolicy.Close"/>.</summary>
    public OverflowPolicy OutboxOverflow { get; set; } = OverflowPolicy.Close;

    /// <summary>Requests of a connection that wait for a reply; more, and its socket isn't read until handlers catch up. Default 1,000.</summary>
    public int MaxPendingReplies { get; set; } = 1000;

    /// <summary>Incoming events of a connection that handlers have not finished; more, and its socket isn't read. Default 256.</summary>
    public int MaxEventsInFlight { get; set; } = 256;

    /// <summary>Like <see cref="MaxEventsInFlight"/>, in bytes of packed messages. Default 2 MiB.</summary>
    public int MaxBytesInFlight { get; set; } = 2 * 1024 * 1024;

    /// <summary>
    /// Events by Ajax POSTs of all clients of a node that handlers have not finished, or that wait for a turn or a reply; more are answered
    /// 503. For each client, <see cref="MaxEventsInFlight"/> and <see cref="MaxBytesInFlight"/> count as on a WebSocket. Default 10,000.
    /// </summary>
    public int MaxNodePosts { get; set; } = 10_000;

    /// <summary>Like <see cref="MaxNodePosts"/>, in bytes of packed messages. Default: a sixteenth of the memory the process may use.</summary>
    public long MaxNodePostBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;

    /// <summary>How long a POST of a client that has used up its credit waits for its turn before it is answered 503; zero: not at all. Default 5 s.</summary>
    public TimeSpan PostWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Buffers of all messages and POSTs of a node that have begun and are not complete, in bytes. Where a message lacks room, those that have
    /// been unfinished for the longest are refused (WebSocket 1013, POST 503); messages up to 16 KiB need none of it. Default: 256 MiB, or a sixteenth
    /// of the memory the process may use if that is less.
    /// </summary>
    public long MaxNodeIncomingBytes { get; set; } = Math.Min(256 * 1024 * 1024, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16);

    /// <summary>
    /// Messages per second that a node takes from one client, with a burst of one second's worth. Beyond it the client's WebSocket isn't read
    /// for a while, and a POST is answered 429. Null: any number. Default null.
    /// </summary>
    public int? MaxEventsPerSecondPerClient { get; set; }

    /// <summary>Like <see cref="MaxEventsPerSecondPerClient"/>, in bytes of packed messages. A larger message passes, and the next one waits the longer. Default null.</summary>
    public long? MaxBytesPerSecondPerClient { get; set; }

    /// <summary>Like <see cref="MaxEventsPerSecondPerClient"/>, for all clients of one user on a node; clients without a user have no such limit. Default null.</summary>
    public int? MaxEventsPerSecondPerUser { get; set; }

    /// <summary>Like <see cref="MaxBytesPerSecondPerClient"/>, for all clients of one user on a node. Default null.</summary>
    public long? MaxBytesPerSecondPerUser { get; set; }

    /// <summary>
    /// Connections of one user (tabs and devices). Those of clients that are away give way, the longest away first: only when all are
    /// connected, or between two polls, is another one refused. Default 100.
    /// </summary>
    public int MaxConnectionsPerUser { get; set; } = 100;

    /// <summary>
    /// Transports that stay open beside the newest one of their client-id, when several tabs have one client-id and replace each other within
    /// seconds. They get replies, but no pushes; another one is refused. Default 4.
    /// </summary>
    public int MaxOlderTransports { get; set; } = 4;

    /// <summary>Most events of one frame or poll answer. Default 256.</summary>
    public int MaxBatchEvents { get; set; } = 256;

    /// <summary>Most bytes of one frame or poll answer; a larger event travels alone. Default 64 KiB.</summary>
    public int MaxBatchBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Events that a stock Sente client is sent over a WebSocket ahead of its answer to a ping, which proves that it has taken them. Such a
    /// client holds 512 events that its app has not taken, and silently drops older ones. From 1 to 512; null sends without asking. Default 256.
    /// </summary>
    public int? StockClientWindow { get; set; } = 256;

    /// <summary>
    /// How long a stock client may take to answer the ping of <see cref="StockClientWindow"/>. After it the next events are sent all the same,
    /// because some clients know no pings; keep-alive has closed a dead one before. Null waits for ever. Default 60 s.
    /// </summary>
    public TimeSpan? StockClientPongTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>First refusal of a client that broke a bound; it doubles with each repeat. Default 5 s.</summary>
    public TimeSpan MinRefusalTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest refusal of a client that broke bounds again and again. Default 80 s.</summary>
    public TimeSpan MaxRefusalTime { get; set; } = TimeSpan.FromSeconds(80);

    /// <summary>
    /// Most users that a node keeps out for a time (<see cref="CloseUser.RefuseFor"/>); beyond, the ban that ends first is lifted, with a log
    /// line. Default 100,000.
    /// </summary>
    public int MaxBans { get; set; } = 100_000;

    /// <summary>Actors a node in the pool of an <c>AddHandler&lt;T&gt;</c> that names no number. Default: twice the processors, at least 4.</summary>
    public int HandlerPoolSize { get; set; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>
    /// Threads of a node that run delegates (<c>On</c>), which may block. They start as they are needed; an async delegate holds none while
    /// it awaits. Default 256.
    /// </summary>
    public int MaxHandlerThreads { get; set; } = 256;

    /// <summary>Of those, threads that the delegates of one pattern may hold at a time, unless its <see cref="HandlerOptions"/> differ: one that blocks leaves others theirs. Default 64.</summary>
    public int MaxHandlerThreadsPerPattern { get; set; } = 64;

    /// <summary>Events of one client that delegates run at a time. Default 1: in order, each after the one before has ended.</summary>
    public int MaxParallelEventsPerClient { get; set; } = 1;

    /// <summary>
    /// Log lines that a node's clients can cause within a minute: one per kind and client, and no more than this of all. What is left out is
    /// counted and reported. Default 600.
    /// </summary>
    public int MaxClientLogLines { get; set; } = 600;

    /// <summary>Shards of the user region. All nodes of a cluster must have the same number, for ever. Default 200.</summary>
    public int Shards { get; set; } = 200;

    /// <summary>How often a node looks after its connections' keep-alive: how exact ping intervals and time-outs are. Default 250 ms.</summary>
    public TimeSpan KeepAliveSweep { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long <c>PushAsync</c> waits for Sente to start, and then for its result. Default 30 s each.</summary>
    public TimeSpan PushTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Most calls of <see cref="ISente.Push(string, Event)"/>, <see cref="ISente.Close"/> and their like that are kept until Sente has started;
    /// further ones are refused, with a log line and the counter <c>sente.pushes.refused</c>. Default 1,000.
    /// </summary>
    public int MaxWaitingForStart { get; set; } = 1000;

    /// <summary>
    /// Whether a client that uses the protocol's extension receives the message of the exception that made its request fail. Messages can contain
    /// secrets, so turn this on in development only. The error of a <see cref="SenteReplyException"/> is sent in any case. Default false.
    /// </summary>
    public bool DetailedErrors { get; set; }

    internal SenteLimits Copy() => (SenteLimits)MemberwiseClone();

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOperationException">A value is out of range; the message says which, and what to do.</exception>
    internal void Validate()
    {
        Positive(MaxPushSize, nameof(MaxPushSize));
        Positive(MaxOutboxBytes, nameof(MaxOutboxBytes));
        Positive(MaxOutboxEvents, nameof(MaxOutboxEvents));
        Positive(MaxNodeOutboxBytes, nameof(MaxNodeOutboxBytes));
        Positive(MaxNodeAwayOutboxBytes, nameof(MaxNodeAwayOutboxBytes));
        Positive(MaxAwayStockSocketEvents, nameof(MaxAwayStockSocketEvents));
        Positive(MaxAwayStockSocketBytes, nameof(MaxAwayStockSocketBytes));
        Positive(MaxPendingReplies, nameof(MaxPendingReplies));
        Positive(MaxEventsInFlight, nameof(MaxEventsInFlight));
        Positive(MaxBytesInFlight, nameof(MaxBytesInFlight));
        Positive(MaxNodePosts, nameof(MaxNodePosts));
        Positive(MaxNodePostBytes, nameof(MaxNodePostBytes));
        Positive(MaxNodeIncomingBytes, nameof(MaxNodeIncomingBytes));
        Positive(MaxEventsPerSecondPerClient ?? 1, nameof(MaxEventsPerSecondPerClient));
        Positive(MaxBytesPerSecondPerClient ?? 1, nameof(MaxBytesPerSecondPerClient));
        Positive(MaxEventsPerSecondPerUser ?? 1, nameof(MaxEventsPerSecondPerUser));
        Positive(MaxBytesPerSecondPerUser ?? 1, nameof(MaxBytesPerSecondPerUser));
        NotNegative(PostWait, nameof(PostWait));
        Positive(MaxConnectionsPerUser, nameof(MaxConnectionsPerUser));
        Positive(MaxOlderTransports, nameof(MaxOlderTransports));
        Positive(MaxBatchEvents, nameof(MaxBatchEvents));
        Positive(MaxBatchBytes, nameof(MaxBatchBytes));
        Positive(HandlerPoolSize, nameof(HandlerPoolSize));
        Positive(MaxHandlerThreads, nameof(MaxHandlerThreads));
        Positive(MaxHandlerThreadsPerPattern, nameof(MaxHandlerThreadsPerPattern));
        Positive(MaxParallelEventsPerClient, nameof(MaxParallelEventsPerClient));
        Positive(MaxClientLogLines, nameof(MaxClientLogLines));
        Positive(MaxBans, nameof(MaxBans));
        Positive(Shards, nameof(Shards));
        Positive(MaxWaitingForStart, nameof(MaxWaitingForStart));
        Positive(PushTimeout.Ticks, nameof(PushTimeout));
        Positive(KeepAliveSweep.Ticks, nameof(KeepAliveSweep));
        Positive(MinRefusalTime.Ticks, nameof(MinRefusalTime));
        NotNegative(Retention, nameof(Retention));
        NotNegative(StockSocketRetention, nameof(StockSocketRetention));
        if (StockClientWindow is < 1 or > 512)
        {
            throw new InvalidOperationException(Invariant($"SenteLimits.StockClientWindow is {StockClientWindow}; it must be from 1 to 512, the events that a stock client holds, or null to send without asking."));
        }

        if (StockClientPongTimeout is { } pong)
        {
            Positive(pong.Ticks, nameof(StockClientPongTimeout));
        }

        if (ReplyTimeout is { } timeout)
        {
            Positive(timeout.Ticks, nameof(ReplyTimeout));
        }

        if (MaxRefusalTime < MinRefusalTime)
        {
            throw new InvalidOperationException($"SenteLimits.MaxRefusalTime is {MaxRefusalTime}, less than MinRefusalTime ({MinRefusalTime}): raise the one or lower the other.");
        }

        if (MaxPushSize > MaxOutboxBytes)
        {
            throw new InvalidOperationException(Invariant($"SenteLimits.MaxPushSize is {MaxPushSize}, more than MaxOutboxBytes ({MaxOutboxBytes}): such an event could never be sent. Raise MaxOutboxBytes."));
        }
    }

    private static void Positive(long value, string name)
    {
        if (value <= 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"SenteLimits.{name} is {value}; it must be more than 0."));
        }
    }

    private static void NotNegative(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero)
        {
            throw new InvalidOperationException($"SenteLimits.{name} is {value}; it must not be negative.");
        }
    }
}

/// <summary>What happens when a client's outbox is full.</summary>
public enum OverflowPolicy
{
    /// <summary>The client is closed (1013) and may come back: it then knows that it has missed something. The default.</summary>
    Close,

    /// <summary>The oldest events that are not on their way yet make room.</summary>
    DropOldest,

    /// <summary>The new event is refused.</summary>
    DropNewest,
}
