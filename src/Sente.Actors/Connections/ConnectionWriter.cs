using System.Security.Cryptography;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// What one connection still has to write, and when: replies before events, one write under way at a time, events in batches of bounded
/// size, and no more to a stock WebSocket client than it can hold. Used by the connection actor's thread only.
/// </summary>
internal sealed class ConnectionWriter(SenteLimits limits, OutboxBudget budget, SenteMetrics metrics)
{
    /// <summary>A poll without <c>handshake?</c> that comes within this time of the last answer acknowledges it (docs/protocol.md, "Differences from Sente's server").</summary>
    public static readonly TimeSpan ImplicitAckWindow = TimeSpan.FromSeconds(20);

    [ThreadStatic]
    private static EncodedValue[]? _batch;

    private Queue<(CallbackId Callback, ReplyContent Content)>? _replies;
    private bool _writing;
    private bool _spent;
    private TimeSpan? _answeredAt;
    private FlowControl? _flow;
    private bool _away;

    /// <summary>The events that wait or are on their way.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>The current transport, or null while the client is away.</summary>
    public Port? Port { get; private set; }

    /// <summary>The packer of the current or the last transport.</summary>
    public Packer? Packer { get; private set; }

    /// <summary>Names the client's session; null for a stock client.</summary>
    public string? Session { get; private set; }

    /// <summary>The last session that the client has shown: it keeps counting until the client shows a newer one, whose handshake may have been lost.</summary>
    private string? _shown;

    /// <summary>Bytes of the replies that wait.</summary>
    public long ReplyBytes { get; private set; }

    /// <summary>Whether the transport is a poll that has its answer.</summary>
    public bool IsSpent => _spent;

    /// <summary>Whether the transport can take a reply: polls can't carry any.</summary>
    public bool TakesReplies => Port is { Traits.Kind: TransportKind.WebSocket };

    /// <summary>Goes on with a new transport.</summary>
    /// <param name="port">The transport.</param>
    /// <param name="packer">Its packer.</param>
    /// <param name="handshake">Whether it begins with a handshake; a poll then ends with that.</param>
    /// <param name="now">The time.</param>
    /// <returns>Replies that this transport can't carry, which are dropped.</returns>
    public int Attach(Port port, Packer packer, bool handshake, TimeSpan now)
    {
        var ajax = port.Traits.Kind == TransportKind.Ajax;
        var inSession = port.Traits.Extended && Proves(port.Traits.Session);
        if (inSession && port.Traits.Ack is { } ack)
        {
            Acknowledge(ack);
        }

        // A client with the extension that names its session, but no number, couldn't read the last answer.
        else if (ajax && (inSession || !port.Traits.Extended) && !handshake && _answeredAt is { } answered && now - answered <= ImplicitAckWindow)
        {
            Acknowledge(Outbox.LastSentNumber);
        }

        if (_away)
        {
            _away = false;
            budget.ComeBack(Outbox.Bytes);
        }

        Outbox.Rewind();
        Port?.Detached();
        Port = port;
        Packer = packer;
        _answeredAt = null;
        _writing = false;
        _spent = ajax && handshake;
        _flow = null;
        return ajax ? DropReplies() : 0;
    }

    /// <summary>Whether a client that shows this session has been in this connection before.</summary>
    public bool Proves(string? session)
    {
        if (session is null || (session != Session && session != _shown))
        {
            return false;
        }

        _shown = session;
        return true;
    }

    /// <summary>The handshake of the current transport; for a client with the extension it begins a new session.</summary>
    public Handshake BeginSession()
    {
        if (Port is not { Traits.Extended: true })
        {
            Session = null;
            return Handshake.Stock;
        }

        Session = Port.Traits.SessionSecret + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new Handshake(Session, Outbox.LastSentNumber);
    }

    /// <summary>Lets go of what the client has acknowledged, or its transport has taken for it.</summary>
    public void Acknowledge(long upTo) => Return(Outbox.Acknowledge(upTo));

    /// <summary>Takes bytes for an event from the node's budget: from the part of the connected clients, or of those that are away.</summary>
    public bool TryTake(long bytes) => budget.TryTake(bytes, _away);

    /// <summary>Lets go of the oldest event that no transport has been handed.</summary>
    public OutboxEntry DropOldestUnsent()
    {
        var oldest = Outbox.DropOldestUnsent();
        Return(oldest.Event.Size);
        return oldest;
    }

    /// <summary>Lets go of all events; their trackers learn why.</summary>
    /// <returns>How many there were.</returns>
    public int Clear(PushRefusal refusal)
    {
        var dropped = Outbox.Count;
        Return(Outbox.Clear(refusal));
        return dropped;
    }

    /// <summary>Lets go of the transport, which stays open beside the one that is attached next.</summary>
    public OlderPort Release(RequestInfo request)
    {
        var older = new OlderPort(Port!, Packer!, request, _writing);
        Port = null;
        return older;
    }

    /// <summary>The transport has ended. Replies wait for the next one, as events do.</summary>
    public void Detach()
    {
        if (Port is { Traits: { Kind: TransportKind.WebSocket, Extended: false } })
        {
            // Such a client acknowledges nothing: what it had not been written is unsent again.
            Outbox.Rewind();
        }

        Port?.Detached();
        Port = null;
        _writing = false;
    }

    /// <summary>The client is away: its outbox is counted with those of others that are.</summary>
    /// <returns>Whether there was room for it; otherwise the caller clears it.</returns>
    public bool TryBecomeAway() => _away = _away || Outbox.Bytes == 0 || budget.TryLeave(Outbox.Bytes);

    private void Return(long bytes) => budget.Return(bytes, _away);

    /// <summary>Adds a reply. It goes out before events that wait: no order is promised between the two.</summary>
    public void Reply(CallbackId callback, ReplyContent content)
    {
        (_replies ??= new Queue<(CallbackId, ReplyContent)>(2)).Enqueue((callback, content));
        ReplyBytes += content.Size;
    }

    /// <summary>Lets go of the replies that wait.</summary>
    /// <returns>How many there were.</returns>
    public int DropReplies()
    {
        var dropped = _replies?.Count ?? 0;
        _replies = null;
        ReplyBytes = 0;
        return dropped;
    }

    /// <summary>Writes what can be written now.</summary>
    /// <param name="events">Whether events may go, or replies only, because a send buffer still gathers them.</param>
    /// <param name="now">The time.</param>
    /// <param name="dropped">Told of each event that the client's packer can't say.</param>
    /// <returns>When to write again at the latest, although the client has not answered a ping; null when there is no such time.</returns>
    public TimeSpan? Write(bool events, TimeSpan now, Action<string> dropped)
    {
        while (Port is { } port && !_writing && !_spent)
        {
            FrameBuffer? frame;
            var isPush = false;
            if (_replies is { Count: > 0 })
            {
                frame = NextReply(dropped);
            }
            else if (_flow is { IsPingDue: true })
            {
                frame = Ping(now);
            }
            else if (!events || Outbox.UnsentCount == 0)
            {
                return null;
            }
            else if (_flow is { Room: <= 0 } && now < _flow.AnswerBy)
            {
                return _flow.AnswerBy == TimeSpan.MaxValue ? null : _flow.AnswerBy;
            }
            else
            {
                frame = NextBatch(dropped);
                isPush = true;
            }

            if (frame is null)
            {
                continue;
            }

            _spent = port.Traits.Kind == TransportKind.Ajax;
            _writing = true;
            if (port.Write(frame, isPush))
            {
                Written(now);
            }
        }

        return null;
    }

    /// <summary>The client answered a ping.</summary>
    /// <returns>Whether events waited for the answer.</returns>
    public bool Ponged()
    {
        var waited = _flow is { Room: <= 0 };
        _flow?.Answered();
        return waited;
    }

    /// <summary>The write that was under way has ended.</summary>
    public void Written(TimeSpan now)
    {
        _writing = false;
        Outbox.Written();
        if (Port is { Traits: { Kind: TransportKind.WebSocket, Extended: false } })
        {
            Acknowledge(Outbox.LastSentNumber);
        }

        _answeredAt = now;
    }

    private FrameBuffer? NextReply(Action<string> dropped)
    {
        var (callback, content) = _replies!.Dequeue();
        ReplyBytes -= content.Size;
        return content.ToFrame(Packer!, callback, Port!.Traits.Extended, dropped);
    }

    /// <summary>The next batch; null when the client's packer can say none of its events.</summary>
    private FrameBuffer? NextBatch(Action<string> dropped)
    {
        if (Port!.Traits is { Kind: TransportKind.WebSocket, Extended: false } && limits.StockClientWindow is { } window)
        {
            _flow ??= new FlowControl(window, limits.StockClientPongTimeout);
        }

        if (_flow is { Room: <= 0 })
        {
            // The time for the answer is over.
            _flow.Answered();
            metrics.FlowControlTimeouts.Add(1);
        }

        var batch = _batch ??= new EncodedValue[limits.MaxBatchEvents];
        var most = Math.Min(batch.Length, limits.MaxBatchEvents);
        var taken = Outbox.TakeBatch(batch.AsSpan(0, Math.Min(most, _flow?.Room ?? most)), limits.MaxBatchBytes);
        var encodable = 0;
        for (var i = 0; i < taken; i++)
        {
            // Checked when it was taken in, but a client may come back with another packer.
            if (batch[i].TryGetBytes(Packer!, out _, out var error))
            {
                batch[encodable++] = batch[i];
            }
            else
            {
                dropped(error);
            }
        }

        _flow?.Sent(encodable);
        FrameBuffer? frame = null;
        if (encodable > 0)
        {
            frame = FrameBuffer.Rent();
            Packer!.WriteBatch(frame, batch.AsSpan(0, encodable), Session is null || !Port!.Traits.Extended ? null : new ServerExtension { Number = Outbox.LastSentNumber });
        }

        Array.Clear(batch, 0, taken);
        return frame;
    }

    private FrameBuffer Ping(TimeSpan now)
    {
        _flow!.Pinged(now);
        return FrameBuffer.Copy(Packer!.PingMessage().Span);
    }
}
