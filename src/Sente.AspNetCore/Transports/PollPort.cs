using Akka.Actor;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// One held poll: a transport that takes one message and is over.
/// <code>
///   Attaching --Attached: handshake--------------> answered with it
///       |  \---Attached: none---> Held --Write---> answered with a batch; then PortWritten, PortClosed
///       |                          |---time-out, Close, Leave--> answered [:chsk/timeout nil]; then PortClosed, unless it was closed
///       |                          '---client gone--> nothing; PortClosed
///       '---refused, too late--> 503
/// </code>
/// Only one answer is ever given; what is written to a poll that has its answer stays in the connection's outbox. A batch is lost with its
/// response if the client doesn't get it, so the connection keeps it until the next poll shows that it did (docs/protocol.md, "Differences from Sente's server").
/// </summary>
internal sealed class PollPort : TransportPort
{
    private readonly Lock _lock = new();
    private readonly SenteNode _node;
    private readonly WebSocketSettings _settings;
    private readonly ClientIdentity _client;
    private readonly TimeSpan? _lpTimeout;
    private readonly TaskCompletionSource<PollAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef? _connection;
    private TimeSpan? _deadline;
    private bool _answered;
    private bool _tellClosed;

    public PollPort(SenteNode node, PortTraits traits, WebSocketSettings settings, ClientIdentity client, TimeSpan? lpTimeout)
        : base(node.Gateway.NextNumber(), traits)
    {
        _node = node;
        _settings = settings;
        _client = client;
        _lpTimeout = lpTimeout;
        _deadline = Now + settings.AttachTimeout;
    }

    private TimeSpan Now => _node.Time.GetElapsedTime(0);

    /// <summary>Asks for the connection and waits for the answer, as long as the client does.</summary>
    public async Task<PollAnswer> WaitAsync(RequestInfo request, CancellationToken aborted)
    {
        _node.Gateway.Attach(this, _client.Uid, _client.ClientId, _client.Entity, request);
        var abort = aborted.UnsafeRegister(static port => ((PollPort)port!).Abort(), this);
        await using (abort.ConfigureAwait(false))
        {
            return await _answer.Task.ConfigureAwait(false);
        }
    }

    /// <summary>The answer has been given to the client, or could not be.</summary>
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

        if (_tellClosed)
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
            _deadline = Now + _lpTimeout;
        }

        if (handshake is not null)
        {
            var frame = FrameBuffer.Rent();
            _client.WriteHandshake(frame, _settings.Packer, handshake);
            Answer(new PollAnswer(PollAnswerKind.Handshake, frame), tellClosed: true);
        }
    }

    public override void Refused(PortClose close) => Answer(new PollAnswer(PollAnswerKind.TryLater, Reason: close.Reason), tellClosed: false);

    public override bool Write(FrameBuffer frame, bool isPush)
    {
        Answer(new PollAnswer(PollAnswerKind.Batch, frame), tellClosed: true);
        return false;
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is read from a poll: its client's events come by POSTs, which wait for their own replies.</remarks>
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
        tellClosed: false);

    public override void Leave() => Answer(new PollAnswer(PollAnswerKind.Timeout), tellClosed: true);

    public override void Abort() => Answer(new PollAnswer(PollAnswerKind.Gone), tellClosed: true);

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
            Answer(new PollAnswer(PollAnswerKind.Timeout), tellClosed: true);
            return;
        }

        _node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", "attach time-out"));
        _client.LogOf(_node.ClientLog).AttachTimedOut(_client.Uid, _settings.AttachTimeout);
        Answer(new PollAnswer(PollAnswerKind.TryLater, Reason: "the user's node is not ready"), tellClosed: false);
    }

    /// <summary>Gives the answer; only the first counts.</summary>
    private void Answer(PollAnswer answer, bool tellClosed)
    {
        lock (_lock)
        {
            if (_answered)
            {
                answer.Frame?.Dispose();
                return;
            }

            _answered = true;
            _tellClosed = tellClosed;
        }

        _answer.SetResult(answer);
    }
}

/// <summary>What a poll ends with.</summary>
internal enum PollAnswerKind
{
    /// <summary>The handshake.</summary>
    Handshake,

    /// <summary>Events.</summary>
    Batch,

    /// <summary><c>[:chsk/timeout nil]</c>: poll again.</summary>
    Timeout,

    /// <summary>Not now: 503.</summary>
    TryLater,

    /// <summary>Nothing: the client is gone.</summary>
    Gone,
}

/// <summary>A poll's answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Frame">The packed message of a handshake or batch.</param>
/// <param name="Reason">Why not now.</param>
internal sealed record PollAnswer(PollAnswerKind Kind, FrameBuffer? Frame = null, string Reason = "");
