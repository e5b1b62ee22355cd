using System.Globalization;

namespace Sente;

/// <summary>
/// Limits of users and connections, which must be the same on every node of a cluster. When a limit is reached, the event is logged and counted, and the
/// client or the sender of the push gets the reason. A value out of bounds stops the start with an error.
/// </summary>
/// <remarks>"Per client" limits hold for each connection, "per node" limits for all clients of a node together.</remarks>
public sealed class SenteLimits
{
    /// <summary>
    /// How long the outbox and the pending requests of a client that is away are kept. Zero or more; default 60 s. Stock clients have less:
    /// <see cref="StockSocketRetention"/> after a WebSocket, and, without a user, nothing except between two consecutive polls.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The <see cref="Retention"/> of a stock Sente client whose WebSocket has ended. Such a client reconnects within seconds, or gets another
    /// client-id by a reload of its page. Zero or more, at most <see cref="Retention"/> (larger values count as that); default 30 s.
    /// </summary>
    public TimeSpan StockSocketRetention { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The number of events, per client, that are kept for a stock client whose WebSocket has ended. When it is reached, newer events replace the
    /// oldest, or are refused if <see cref="OutboxOverflow"/> is <see cref="OverflowPolicy.DropNewest"/>. At least 1; default 512, which is what a stock
    /// client can hold itself.
    /// </summary>
    public int MaxAwayStockSocketEvents { get; set; } = 512;

    /// <summary>Like <see cref="MaxAwayStockSocketEvents"/>, in bytes. A larger event is not kept. At least 1; default 256 KiB.</summary>
    public int MaxAwayStockSocketBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// How long a request over a WebSocket waits for its handler's reply; then it is answered with <c>:chsk/timeout</c>. More than zero; null: no
    /// limit. Default 60 s.
    /// </summary>
    public TimeSpan? ReplyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest event that can be pushed, in bytes of EDN. From 1 to <see cref="MaxOutboxBytes"/>; default 1 MiB.</summary>
    public int MaxPushSize { get; set; } = 1024 * 1024;

    /// <summary>The largest outbox per client, in bytes. At least <see cref="MaxPushSize"/>; default 4 MiB. <see cref="OutboxOverflow"/> is what happens beyond it.</summary>
    public int MaxOutboxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest outbox per client, in events, without the last batch that was sent and is not acknowledged yet. At least 1; default 10,000.</summary>
    public int MaxOutboxEvents { get; set; } = 10_000;

    /// <summary>
    /// The outboxes of all connected clients per node, in bytes. Beyond it, new pushes are refused. At least 1; default: a quarter of the memory
    /// that the process may use.
    /// </summary>
    public long MaxNodeOutboxBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>
    /// The outboxes of all clients that are away per node, in bytes, separate from <see cref="MaxNodeOutboxBytes"/>. Beyond it, nothing more is kept for
    /// clients that are away. At least 1; default: a sixteenth of the memory that the process may use.
    /// </summary>
    public long MaxNodeAwayOutboxBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;

    /// <summary>What happens when the outbox of a client is full. Default <see cref="OverflowPolicy.Close"/>.</summary>
    public OverflowPolicy OutboxOverflow { get; set; } = OverflowPolicy.Close;

    /// <summary>
    /// The number of requests per client that wait for a reply. When it is reached, the client's WebSocket is not read until handlers have replied. At
    /// least 1; default 1,000.
    /// </summary>
    public int MaxPendingReplies { get; set; } = 1000;

    /// <summary>
    /// The number of incoming events per client that handlers have not finished. When it is reached, the client's WebSocket is not read. At least 1;
    /// default 256.
    /// </summary>
    public int MaxEventsInFlight { get; set; } = 256;

    /// <summary>Like <see cref="MaxEventsInFlight"/>, in bytes of packed messages. At least 1; default 2 MiB.</summary>
    public int MaxBytesInFlight { get; set; } = 2 * 1024 * 1024;

    /// <summary>
    /// The number of events from Ajax POSTs per node that handlers have not finished, or that wait for their turn or for a reply. Further POSTs are
    /// answered with 503. Per client, <see cref="MaxEventsInFlight"/> and <see cref="MaxBytesInFlight"/> hold as for a WebSocket. At least 1; default
    /// 10,000.
    /// </summary>
    public int MaxNodePosts { get; set; } = 10_000;

    /// <summary>Like <see cref="MaxNodePosts"/>, in bytes of packed messages. At least 1; default: a sixteenth of the memory that the process may use.</summary>
    public long MaxNodePostBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;

    /// <summary>
    /// How long a POST waits for its turn when its client has reached <see cref="MaxEventsInFlight"/> or <see cref="MaxBytesInFlight"/>; then it is
    /// answered with 503. Zero: it does not wait. Default 5 s.
    /// </summary>
    public TimeSpan PostWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The buffers of all incomplete messages and POST bodies per node, in bytes. When it is used up, the oldest incomplete messages are refused, a
    /// WebSocket with close code 1013 and a POST with 503. Messages up to 16 KiB do not count. At least 1; default: 256 MiB, but at most a sixteenth of the
    /// memory that the process may use.
    /// </summary>
    public long MaxNodeIncomingBytes { get; set; } = Math.Min(256 * 1024 * 1024, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16);

    /// <summary>
    /// The number of messages that a node accepts per second and client, with a burst of as many. Beyond it, the client's WebSocket is not read for a while,
    /// and its POSTs are answered with 429. At least 1; null: no limit. Default null.
    /// </summary>
    public int? MaxEventsPerSecondPerClient { get; set; }

    /// <summary>
    /// Like <see cref="MaxEventsPerSecondPerClient"/>, in bytes of packed messages. A larger message is accepted, and the next one waits longer. At least
    /// 1; null: no limit. Default null.
    /// </summary>
    public long? MaxBytesPerSecondPerClient { get; set; }

    /// <summary>
    /// Like <see cref="MaxEventsPerSecondPerClient"/>, for all clients of one user on a node together. Clients without a user have no such limit. At least
    /// 1; null: no limit. Default null.
    /// </summary>
    public int? MaxEventsPerSecondPerUser { get; set; }

    /// <summary>Like <see cref="MaxBytesPerSecondPerClient"/>, for all clients of one user on a node together. At least 1; null: no limit. Default null.</summary>
    public long? MaxBytesPerSecondPerUser { get; set; }

    /// <summary>
    /// The number of connections per user. A new connection replaces the one whose client has been away the longest; it is refused only if every client is
    /// connected or between two polls. At least 1; default 100.
    /// </summary>
    public int MaxConnectionsPerUser { get; set; } = 100;

    /// <summary>
    /// The number of transports per client-id that stay open beside the newest one, when several tabs use one client-id and replace each other within
    /// seconds. They get replies, but no pushes. Further transports are refused. At least 1; default 4.
    /// </summary>
    public int MaxOlderTransports { get; set; } = 4;

    /// <summary>The number of events in one batch, which is one frame or the answer to one poll. At least 1; default 256.</summary>
    public int MaxBatchEvents { get; set; } = 256;

    /// <summary>The size of one batch, in bytes. A larger event is sent in a batch of its own. At least 1; default 64 KiB.</summary>
    public int MaxBatchBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The number of events that are sent to a stock client over a WebSocket before it has answered a ping; the answer shows that the client has received
    /// them. A stock client keeps 512 events that its app has not read, and silently drops older ones. From 1 to 512; null: sent without pings. Default
    /// 256.
    /// </summary>
    public int? StockClientWindow { get; set; } = 256;

    /// <summary>
    /// How long the server waits for a stock client to answer a ping of <see cref="StockClientWindow"/>. Then it sends further events all the same, because
    /// some clients don't answer pings; a dead connection is closed earlier by keep-alive. More than zero; null: no limit. Default 60 s.
    /// </summary>
    public TimeSpan? StockClientPongTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client that exceeded a limit is refused at first; the time doubles with each repetition. More than zero; default 5 s.</summary>
    public TimeSpan MinRefusalTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for which a client that exceeded limits again and again is refused. At least <see cref="MinRefusalTime"/>; default 80 s.</summary>
    public TimeSpan MaxRefusalTime { get; set; } = TimeSpan.FromSeconds(80);

    /// <summary>
    /// The number of users that a node refuses for a time (<see cref="CloseUser.RefuseFor"/>). Beyond it, the ban that would end first is lifted, and a
    /// warning is logged. At least 1; default 100,000.
    /// </summary>
    public int MaxBans { get; set; } = 100_000;

    /// <summary>The number of actors per node in a handler pool whose <c>AddHandler&lt;T&gt;</c> gives no size. At least 1; default: twice the number of processors, but at least 4.</summary>
    public int HandlerPoolSize { get; set; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>
    /// The number of threads per node that run delegates (<c>On</c>), which may block. A thread is started when it is needed; an async delegate holds none
    /// while it awaits. At least 1; default 256.
    /// </summary>
    public int MaxHandlerThreads { get; set; } = 256;

    /// <summary>
    /// The number of those threads that the delegates of one pattern may hold at a time, unless its <see cref="HandlerOptions"/> set another number, so that
    /// blocking delegates leave threads for other patterns. At least 1; default 64.
    /// </summary>
    public int MaxHandlerThreadsPerPattern { get; set; } = 64;

    /// <summary>
    /// The number of events per client that delegates handle at a time. At least 1; default 1: in order, each event after the one before it has been
    /// handled.
    /// </summary>
    public int MaxParallelEventsPerClient { get; set; } = 1;

    /// <summary>
    /// The number of log lines per node and minute that clients can cause. Within it, each client causes one line per event id and minute. Omitted lines
    /// are counted and reported. At least 1; default 600.
    /// </summary>
    public int MaxClientLogLines { get; set; } = 600;

    /// <summary>The number of shards of the user region. Every node of a cluster must have the same number, and it must never change. At least 1; default 200.</summary>
    public int Shards { get; set; } = 200;

    /// <summary>The interval at which a node checks the keep-alive of its connections, and so the precision of ping intervals and time-outs. More than zero; default 250 ms.</summary>
    public TimeSpan KeepAliveSweep { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long <c>PushAsync</c> waits for Sente to start, and after that for the result. More than zero; default 30 s each.</summary>
    public TimeSpan PushTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The number of calls of <see cref="ISente.Push(string, Event)"/>, <see cref="ISente.Close"/> and their overloads that are kept until Sente has
    /// started. Further calls are dropped, with a log line and the counter <c>sente.pushes.refused</c>. At least 1; default 1,000.
    /// </summary>
    public int MaxWaitingForStart { get; set; } = 1000;

    /// <summary>
    /// Whether a client that uses the protocol's extension receives the message of the exception that made its request fail. Messages can contain
    /// secrets, so turn this on in development only. The error of a <see cref="SenteReplyException"/> is sent in any case. Default false.
    /// </summary>
    public bool DetailedErrors { get; set; }

    internal SenteLimits Copy() => (SenteLimits)MemberwiseClone();

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOperationException">A value is out of bounds; the message names it and the bounds.</exception>
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

/// <summary>What happens when the outbox of a client is full.</summary>
public enum OverflowPolicy
{
    /// <summary>The client is closed with 1013 and may reconnect. The close tells the client that events were lost. The default.</summary>
    Close,

    /// <summary>The oldest events that are not being sent yet are dropped for the new one.</summary>
    DropOldest,

    /// <summary>The new event is refused.</summary>
    DropNewest,
}
