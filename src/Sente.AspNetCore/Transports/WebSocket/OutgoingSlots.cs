using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Holds what waits on a WebSocket while a send is in progress: at most one frame of each kind, taken in the order pong, ping, frame, close. Not
/// thread-safe: <see cref="WebSocketWriter"/>'s lock guards it.
/// </summary>
internal sealed class OutgoingSlots
{
    private FrameBuffer? _frame;
    private FrameBuffer? _pong;
    private TaskCompletionSource? _pongTaken;
    private ReadOnlyMemory<byte> _ping;
    private bool _close;

    /// <summary>Puts the connection's next frame; it writes one at a time.</summary>
    public void PutFrame(FrameBuffer frame) => _frame = frame;

    /// <summary>Puts the answer to a ping of the client. The task completes when there is room for the next.</summary>
    public Task PutPong(FrameBuffer pong)
    {
        _pong = pong;
        _pongTaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _pongTaken.Task;
    }

    /// <summary>Puts a keep-alive ping; a second one replaces the first.</summary>
    public void PutPing(ReadOnlyMemory<byte> ping) => _ping = ping;

    /// <summary>Puts the close frame.</summary>
    public void PutClose() => _close = true;

    /// <summary>Takes the next send; returns false when all slots are empty.</summary>
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

    /// <summary>Discards all slots, and completes the task of a waiting pong.</summary>
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

/// <summary>The kinds of sends.</summary>
internal enum OutgoingKind
{
    /// <summary>A message of the transport itself: handshake, pong, ping.</summary>
    Control,

    /// <summary>A frame of the connection, which is notified when it has been sent.</summary>
    Frame,

    /// <summary>The close frame, the last send.</summary>
    Close,
}

/// <summary>One send.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Bytes">The message.</param>
/// <param name="Buffer">The buffer of its bytes, to be disposed after the send; null when they are shared.</param>
internal readonly record struct Outgoing(OutgoingKind Kind, ReadOnlyMemory<byte> Bytes, FrameBuffer? Buffer)
{
    /// <summary>The close frame.</summary>
    public static readonly Outgoing Close = new(OutgoingKind.Close, default, null);

    /// <summary>Creates the send of a connection's frame.</summary>
    public static Outgoing Of(FrameBuffer frame) => new(OutgoingKind.Frame, frame.Memory, frame);

    /// <summary>Creates the send of a message of the transport itself.</summary>
    public static Outgoing Control(FrameBuffer message) => new(OutgoingKind.Control, message.Memory, message);

    /// <summary>Creates the send of a constant message of the transport itself.</summary>
    public static Outgoing Control(ReadOnlyMemory<byte> message) => new(OutgoingKind.Control, message, null);
}
