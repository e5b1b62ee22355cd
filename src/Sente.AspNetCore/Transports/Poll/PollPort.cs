using Akka.Actor;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// One held poll: a transport that ends with its first message.
/// <code>
///   Attaching --Attached, handshake-------------> answered with it
///       |  \---Attached------------> Held --Write---> answered with a batch; then PortWritten, PortClosed
///       |                             |---time-out, Close, Leave--> answered [:chsk/timeout nil]; then PortClosed, except after Close
///       |                             '---client disconnects--> not answered; PortClosed
///       '---refused, attach time-out--> 503
/// </code>
/// Only the first answer is sent; what the connection writes to a poll that is already answered stays in its outbox. A batch may get lost with its
/// response, so the connection keeps it until the next poll acknowledges it (docs/protocol.md, "Differences from Sente's server").
/// </summary>
internal sealed class PollPort : TransportPort
{
    private readonly Lock _lock = new();
    private readonly SenteNode _node;
    private readonly TransportSettings _settings;
    private readonly ClientIdentity _client;
    private readonly TimeSpan? _holdTime;
    private readonly TaskCompletionSource<PollAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef? _connection;
    private TimeSpan? _deadline;
    private bool _answered;
    private bool _reportClosed;

    public PollPort(SenteNode node, PortTraits traits, TransportSettings settings, ClientIdentity client, TimeSpan? holdTime)
        : base(node.Gateway.NextNumber(), traits)
    {
        _node = node;
        _settings = settings;
        _client = client;
        _holdTime = holdTime;
        _deadline = Now + settings.AttachTimeout;
    }

    private TimeSpan Now => _node.Time.GetElapsedTime(0);

    /// <summary>Attaches to the connection and waits for the answer, or until the client disconnects.</summary>
    public async Task<PollAnswer> WaitAsync(RequestInfo request, CancellationToken aborted)
    {
        _node.Gateway.Attach(this, _client.Uid, _client.ClientId, _client.Entity, request);
        var abort = aborted.UnsafeRegister(static port => ((PollPort)port!).Abort(), this);
        await using (abort.ConfigureAwait(false))
        {
            return await _answer.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Reports the end of the poll to the connection.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="written">Whether it was written to the client.</param>
    public void Ended(PollAnswer answer, bool written)
    {
        _node.Gateway.Remove(this);
        answer.Frame?.Dispose();
        if (_connection is not { } connection)
        {
            return;
        }

        if (written && answer.Kind == PollAnswerKind.Batch)
        {
            connection.Tell(new PortWritten(Number), ActorRefs.NoSender);
        }

        if (_reportClosed)
        {
            connection.Tell(new PortClosed(Number, Misbehaved: false), ActorRefs.NoSender);
        }
    }

    public override void Attached(IActorRef connection, Handshake? handshake)
    {
        lock (_lock)
        {
            if (_answered)
            {
                connection.Tell(new PortClosed(Number, Misbehaved: false), ActorRefs.NoSender);
                return;
            }

            _connection = connection;
            _deadline = Now + _holdTime;
        }

        if (handshake is not null)
        {
            var frame = FrameBuffer.Rent();
            _client.WriteHandshake(frame, handshake);
            Answer(new PollAnswer(PollAnswerKind.Handshake, frame), reportClosed: true);
        }
    }

    public override void Refused(PortClose close) => Answer(new PollAnswer(PollAnswerKind.TryLater, Reason: close.Reason), reportClosed: false);

    public override bool Write(FrameBuffer frame, bool isPush)
    {
        Answer(new PollAnswer(PollAnswerKind.Batch, frame), reportClosed: true);
        return false;
    }

    /// <inheritdoc/>
    /// <remarks>A poll reads nothing: its client sends events by POSTs, which have credit of their own.</remarks>
    public override void Grant(int events, int bytes)
    {
    }

    public override void Pause()
    {
    }

    public override void Resume()
    {
    }

    public override void Close(PortClose close) => Answer(
        close == PortClose.ClientIdInUse ? new PollAnswer(PollAnswerKind.TryLater, Reason: close.Reason) : new PollAnswer(PollAnswerKind.Timeout),
        reportClosed: false);

    public override void Leave() => Answer(new PollAnswer(PollAnswerKind.Timeout), reportClosed: true);

    public override void Abort() => Answer(new PollAnswer(PollAnswerKind.Gone), reportClosed: true);

    public override void Sweep(TimeSpan now)
    {
        bool attached;
        lock (_lock)
        {
            if (_deadline is not { } deadline || now < deadline)
            {
                return;
            }

            attached = _connection is not null;
        }

        if (attached)
        {
            Answer(new PollAnswer(PollAnswerKind.Timeout), reportClosed: true);
            return;
        }

        _node.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", "attach time-out"));
        _client.LogOf(_node.ClientLog).AttachTimedOut(_client.Uid, _settings.AttachTimeout);
        Answer(new PollAnswer(PollAnswerKind.TryLater, Reason: "the user's node is not ready"), reportClosed: false);
    }

    /// <summary>Completes <see cref="WaitAsync"/>; only the first call counts.</summary>
    private void Answer(PollAnswer answer, bool reportClosed)
    {
        lock (_lock)
        {
            if (_answered)
            {
                answer.Frame?.Dispose();
                return;
            }

            _answered = true;
            _reportClosed = reportClosed;
        }

        _answer.SetResult(answer);
    }
}

/// <summary>How a poll ends.</summary>
internal enum PollAnswerKind
{
    /// <summary>With the handshake.</summary>
    Handshake,

    /// <summary>With events.</summary>
    Batch,

    /// <summary>With <c>[:chsk/timeout nil]</c>, after which the client polls again.</summary>
    Timeout,

    /// <summary>With a temporary refusal, 503.</summary>
    TryLater,

    /// <summary>Without a response, because the client disconnected.</summary>
    Gone,
}

/// <summary>The answer to a poll.</summary>
/// <param name="Kind">How the poll ends.</param>
/// <param name="Frame">The packed message of a handshake or batch.</param>
/// <param name="Reason">The reason of a refusal.</param>
internal sealed record PollAnswer(PollAnswerKind Kind, FrameBuffer? Frame = null, string Reason = "");
