using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// What waits on a WebSocket while a send is under way: at most one of each kind, taken in the order pong, ping, frame, close. Not
/// thread-safe: <see cref="WebSocketWriter"/>'s lock guards it.
/// </summary>
internal sealed class OutgoingSlots
{
    private FrameBuffer? _frame;
    private FrameBuffer? _pong;
    private TaskCompletionSource? _pongTaken;
    private ReadOnlyMemory<byte> _ping;
    private bool _close;

    /// <summary>The connection's next frame; it writes one at a time.</summary>
    public void PutFrame(FrameBuffer frame) => _frame = frame;

    /// <summary>The answer to a ping of the client's. The task completes when there is room for the next.</summary>
    public Task PutPong(FrameBuffer pong)
    {
        _pong = pong;
        _pongTaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _pongTaken.Task;
    }

    /// <summary>A keep-alive ping; a second one says nothing more.</summary>
    public void PutPing(ReadOnlyMemory<byte> ping) => _ping = ping;

    /// <summary>The close frame.</summary>
    public void PutClose() => _close = true;

    /// <summary>Takes the next.</summary>
    public bool TryTake(out Outgoing next)
    {
        if (_pong is { } pong)
        {
            next = Outgoing.Control(pong);
            _pong = null;
            _pongTaken!.SetResult();
            return true;
        }

        if (!_ping.IsEmpty)
        {
            next = Outgoing.Control(_ping);
            _ping = default;
            return true;
        }

        if (_frame is { } frame)
        {
            next = Outgoing.Of(frame);
            _frame = null;
            return true;
        }

        next = Outgoing.Close;
        var close = _close;
        _close = false;
        return close;
    }

    /// <summary>Forgets everything; whoever waits goes on.</summary>
    public void Clear()
    {
        _frame?.Dispose();
        _frame = null;
        _ping = default;
        _close = false;
        if (_pong is { } pong)
        {
            pong.Dispose();
            _pong = null;
            _pongTaken!.SetResult();
        }
    }
}

/// <summary>What a send consists of.</summary>
internal enum OutgoingKind
{
    /// <summary>The transport's own: handshake, pong, ping.</summary>
    Control,

    /// <summary>The connection's, which is told when it is sent.</summary>
    Frame,

    /// <summary>The close frame, after which there is nothing.</summary>
    Close,
}

/// <summary>One send.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The message.</param>
/// <param name="Buffer">Where its bytes lie, to be given back when they are sent; null when they belong to nobody.</param>
internal readonly record struct Outgoing(OutgoingKind Kind, ReadOnlyMemory<byte> Bytes, FrameBuffer? Buffer)
{
    /// <summary>The close frame.</summary>
    public static readonly Outgoing Close = new(OutgoingKind.Close, default, null);

    /// <summary>The connection's frame.</summary>
    public static Outgoing Of(FrameBuffer frame) => new(OutgoingKind.Frame, frame.Memory, frame);

    /// <summary>A message of the transport's own.</summary>
    public static Outgoing Control(FrameBuffer message) => new(OutgoingKind.Control, message.Memory, message);

    /// <summary>A message of the transport's own that is always the same.</summary>
    public static Outgoing Control(ReadOnlyMemory<byte> message) => new(OutgoingKind.Control, message, null);
}
