using System.Security.Cryptography;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// Writes one connection's replies and events to its current port: replies before events, one write at a time, events in batches of bounded
/// size, and no more to a stock WebSocket client than it can hold. Used by the connection actor's thread only; times are the scheduler's
/// monotonic clock.
/// </summary>
internal sealed class ConnectionWriter(SenteLimits limits, OutboxBudget budget, SenteMetrics metrics)
{
    /// <summary>
    /// Within this time of an answer to a poll, the next poll without <c>handshake?</c> acknowledges it (docs/protocol.md, "Differences from Sente's server").
    /// </summary>
    public static readonly TimeSpan ImplicitAckWindow = TimeSpan.FromSeconds(20);

    [ThreadStatic]
    private static EncodedValue[]? _batch;

    private Queue<(CallbackId Callback, ReplyContent Content)>? _replies;
    private bool _writing;
    private bool _isAnsweredPoll;
    private TimeSpan? _answeredAt;
    private FlowControl? _flow;
    private bool _away;

    /// <summary>The events that wait, or that were handed to a transport and are not acknowledged.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>The current port; null while the client is away.</summary>
    public Port? Port { get; private set; }

    /// <summary>The packer of the current port, or of the last one while the client is away; null before the first.</summary>
    public Packer? Packer { get; private set; }

    /// <summary>The client's session; null for a stock client.</summary>
    public string? Session { get; private set; }

    // The last session that the client has shown. It stays valid until the client shows a newer one: the handshake of that one may have been lost.
    private string? _shownSession;

    /// <summary>The bytes of the replies that wait.</summary>
    public long ReplyBytes { get; private set; }

    /// <summary>Whether the current port is a poll that was answered: nothing more can be written to it.</summary>
    public bool IsAnsweredPoll => _isAnsweredPoll;

    /// <summary>Whether the current port can carry replies: only a WebSocket can.</summary>
    public bool CarriesReplies => Port is { Traits.Kind: TransportKind.WebSocket };

    /// <summary>Makes a new port the current one.</summary>
    /// <param name="port">The port.</param>
    /// <param name="packer">The packer of its transport.</param>
    /// <param name="handshake">Whether it begins with a handshake, which is the whole answer to a poll.</param>
    /// <param name="now">The time.</param>
    /// <returns>The number of replies that were dropped, because the new port can't carry them.</returns>
    public int Attach(Port port, Packer packer, bool handshake, TimeSpan now)
    {
        var ajax = port.Traits.Kind == TransportKind.Ajax;
        var inSession = port.Traits.Extended && AcceptsSession(port.Traits.Session);
        if (inSession && port.Traits.Ack is { } ack)
        {
            Acknowledge(ack);
        }

        // A client with the extension that shows its session without a number could not read the last answer, which is not sent again (docs/protocol.md,
        // "The extension").
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
        _isAnsweredPoll = ajax && handshake;
        _flow = null;
        return ajax ? DropReplies() : 0;
    }

    /// <summary>
    /// Returns whether a session that a client shows is this connection's: the latest, or the last that the client has shown. Records it as shown if so.
    /// </summary>
    public bool AcceptsSession(string? session)
    {
        if (session is null || (session != Session && session != _shownSession))
        {
            return false;
        }

        _shownSession = session;
        return true;
    }

    /// <summary>Returns the handshake for the current port. A client with the extension gets a new session.</summary>
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

    /// <summary>Removes the events up to a number from the outbox: their client has acknowledged them, or they were written to a stock WebSocket client.</summary>
    public void Acknowledge(long upTo) => Return(Outbox.Acknowledge(upTo));

    /// <summary>Takes bytes from the node's budget: from the part for connected clients, or from that for clients that are away. Returns false when it is used up.</summary>
    public bool TryTake(long bytes) => budget.TryTake(bytes, _away);

    /// <summary>Removes and returns the oldest unsent event.</summary>
    public OutboxEntry DropOldestUnsent()
    {
        var oldest = Outbox.DropOldestUnsent();
        Return(oldest.Event.Size);
        return oldest;
    }

    /// <summary>Removes all events and reports the refusal to their trackers.</summary>
    /// <returns>How many events there were.</returns>
    public int Clear(PushRefusal refusal)
    {
        var dropped = Outbox.Count;
        Return(Outbox.Clear(refusal));
        return dropped;
    }

    /// <summary>Gives the current port away, as one that stays open beside the port that is attached next.</summary>
    public OlderPort Release(RequestInfo request)
    {
        var older = new OlderPort(Port!, Packer!, request, _writing);
        Port = null;
        return older;
    }

    /// <summary>Detaches the current port, whose transport has ended or is being closed. Replies and events wait for the next port.</summary>
    public void Detach()
    {
        if (Port is { Traits: { Kind: TransportKind.WebSocket, Extended: false } })
        {
            // A stock WebSocket client acknowledges nothing: the events whose write had not ended are unsent again.
            Outbox.Rewind();
        }

        Port?.Detached();
        Port = null;
        _writing = false;
    }

    /// <summary>Moves the bytes of the outbox to the part of the node's budget for clients that are away.</summary>
    /// <returns>False when that part has no room for them: the caller must clear the outbox.</returns>
    public bool TryBecomeAway() => _away = _away || Outbox.Bytes == 0 || budget.TryLeave(Outbox.Bytes);

    private void Return(long bytes) => budget.Return(bytes, _away);

    /// <summary>Adds a reply, which is written before the events that wait: the order between replies and events is not specified.</summary>
    public void Reply(CallbackId callback, ReplyContent content)
    {
        (_replies ??= new Queue<(CallbackId, ReplyContent)>(2)).Enqueue((callback, content));
        ReplyBytes += content.Size;
    }

    /// <summary>Drops the replies that wait.</summary>
    /// <returns>How many there were.</returns>
    public int DropReplies()
    {
        var dropped = _replies?.Count ?? 0;
        _replies = null;
        ReplyBytes = 0;
        return dropped;
    }

    /// <summary>Writes what can be written now.</summary>
    /// <param name="events">Whether to write events too; false while a send buffer gathers them.</param>
    /// <param name="now">The time.</param>
    /// <param name="dropped">Called with the error for each event that the client's packer can't encode.</param>
    /// <returns>When to write again even if the client does not answer the ping that events wait for; null when events wait for no ping, or without a limit.</returns>
    public TimeSpan? Write(bool events, TimeSpan now, Action<string> dropped)
    {
        while (Port is { } port && !_writing && !_isAnsweredPoll)
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

            _isAnsweredPoll = port.Traits.Kind == TransportKind.Ajax;
            _writing = true;
            if (port.Write(frame, isPush))
            {
                Written(now);
            }
        }

        return null;
    }

    /// <summary>Call when the client has answered a ping.</summary>
    /// <returns>Whether events were held back for the answer.</returns>
    public bool Ponged()
    {
        var waited = _flow is { Room: <= 0 };
        _flow?.Answered();
        return waited;
    }

    /// <summary>Call when the write that was under way has ended.</summary>
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

    /// <summary>Takes the next batch from the outbox and encodes it; returns null when the client's packer can't encode any of its events.</summary>
    private FrameBuffer? NextBatch(Action<string> dropped)
    {
        if (Port!.Traits is { Kind: TransportKind.WebSocket, Extended: false } && limits.StockClientWindow is { } window)
        {
            _flow ??= new FlowControl(window, limits.StockClientPongTimeout);
        }

        if (_flow is { Room: <= 0 })
        {
            // The client did not answer the ping in time: it probably never will.
            _flow.Answered();
            metrics.FlowControlTimeouts.Add(1);
        }

        var batch = _batch ??= new EncodedValue[limits.MaxBatchEvents];
        var most = Math.Min(batch.Length, limits.MaxBatchEvents);
        var taken = Outbox.TakeBatch(batch.AsSpan(0, Math.Min(most, _flow?.Room ?? most)), limits.MaxBatchBytes);
        var encodable = 0;
        for (var i = 0; i < taken; i++)
        {
            // PushIntake checked this, but the client may have come back with another packer since.
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
