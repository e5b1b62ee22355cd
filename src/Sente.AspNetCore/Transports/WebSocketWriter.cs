using System.Net.WebSockets;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>Who is told what became of a <see cref="WebSocketWriter"/>'s frames.</summary>
internal interface IWebSocketWriterOwner
{
    /// <summary>The frame that <see cref="WebSocketWriter.Write"/> could not send at once is sent.</summary>
    void FrameWritten();

    /// <summary>Nothing will be sent any more: the close frame is out (null), or sending failed. Called once.</summary>
    void WriterEnded(Exception? failure);
}

/// <summary>
/// Everything that goes out on one WebSocket. Whoever finds it quiet sends at once, on its own thread, with no queue and no writer task in
/// between; while a send is under way the others leave what they have in a slot, and the sender takes it along.
/// <code>
///   pong, ping ---\
///   frame ---------+--> one send at a time --> socket        the slots empty in this order, the close frame last
///   close --------/
/// </code>
/// A slot of each is enough: the connection writes one frame at a time, the reader waits for its pong, and there is one ping and one close.
/// So a client that reads nothing holds a handful of buffers, and no thread.
/// </summary>
internal sealed class WebSocketWriter(WebSocket socket, WebSocketMessageType frameType, IWebSocketWriterOwner owner)
{
    private readonly Lock _lock = new();
    private readonly OutgoingSlots _slots = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Whoever set it is sending, and empties the slots before clearing it. It stays set in the end: nobody sends any more.
    private bool _sending;
    private bool _closing;
    private bool _failed;
    private WebSocketCloseStatus _closeStatus;
    private string? _closeDescription;

    /// <summary>Completes when nothing will be sent any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Sends the connection's next frame; takes ownership of it.</summary>
    /// <returns>Whether it is sent. If not, <see cref="IWebSocketWriterOwner"/> is told when it is, or that it won't be.</returns>
    public bool Write(FrameBuffer frame)
    {
        lock (_lock)
        {
            if (_closing || _failed)
            {
                frame.Dispose();
                return false;
            }

            if (_sending)
            {
                _slots.PutFrame(frame);
                return false;
            }

            _sending = true;
        }

        return Send(Outgoing.Of(frame));
    }

    /// <summary>
    /// Sends the handshake, which is the first message, or answers a client's ping; takes ownership of the buffer. Completes when there is
    /// room for the next pong, so that a client can't pile them up.
    /// </summary>
    public Task SendAsync(FrameBuffer message)
    {
        lock (_lock)
        {
            if (_closing || _failed)
            {
                message.Dispose();
                return Task.CompletedTask;
            }

            if (_sending)
            {
                return _slots.PutPong(message);
            }

            _sending = true;
        }

        Send(Outgoing.Control(message));
        return Task.CompletedTask;
    }

    /// <summary>Sends a keep-alive ping.</summary>
    public void Ping(ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_closing || _failed)
            {
                return;
            }

            if (_sending)
            {
                _slots.PutPing(message);
                return;
            }

            _sending = true;
        }

        Send(Outgoing.Control(message));
    }

    /// <summary>Sends a close frame after what was written before; nothing is sent after it. Only the first call counts.</summary>
    public void Close(WebSocketCloseStatus status, string? description)
    {
        lock (_lock)
        {
            if (_closing || _failed)
            {
                return;
            }

            _closing = true;
            _closeStatus = status;
            _closeDescription = description;
            if (_sending)
            {
                _slots.PutClose();
                return;
            }

            _sending = true;
        }

        Send(Outgoing.Close);
    }

    /// <summary>The transport is gone.</summary>
    /// <returns>Whether a send is under way, which ends only when the caller aborts the socket.</returns>
    public bool Fail(Exception failure)
    {
        lock (_lock)
        {
            if (_failed)
            {
                return false;
            }

            _failed = true;
            if (_sending)
            {
                return true;
            }

            _sending = true;
        }

        End(failure);
        return false;
    }

    /// <summary>Sends what is given, then what came in the meantime. The caller has set <see cref="_sending"/>.</summary>
    /// <returns>Whether <paramref name="first"/> went out on this thread.</returns>
    private bool Send(in Outgoing first)
    {
        var sending = Start(first);
        if (!sending.IsCompletedSuccessfully)
        {
            _ = FinishAsync(sending, first);
            return false;
        }

        sending.GetAwaiter().GetResult();
        if (Sent(first))
        {
            SendWaiting();
        }

        return true;
    }

    private void SendWaiting()
    {
        while (TryTakeNext(out var next))
        {
            var sending = Start(next);
            if (!sending.IsCompletedSuccessfully)
            {
                _ = FinishAsync(sending, next);
                return;
            }

            sending.GetAwaiter().GetResult();
            if (!SentLater(next))
            {
                return;
            }
        }
    }

    private async Task FinishAsync(ValueTask sending, Outgoing outgoing)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whatever a transport throws, it can send no more.
            outgoing.Buffer?.Dispose();
            End(failure);
            return;
        }

        if (SentLater(outgoing))
        {
            SendWaiting();
        }
    }

    private ValueTask Start(in Outgoing outgoing)
    {
        try
        {
            return outgoing.Kind == OutgoingKind.Close
                ? new ValueTask(socket.CloseOutputAsync(_closeStatus, _closeDescription, CancellationToken.None))
                : socket.SendAsync(outgoing.Bytes, frameType, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception failure)
        {
            return ValueTask.FromException(failure);
        }
    }

    private bool SentLater(in Outgoing outgoing)
    {
        if (outgoing.Kind == OutgoingKind.Frame)
        {
            owner.FrameWritten();
        }

        return Sent(outgoing);
    }

    /// <summary>Answers whether more may be sent.</summary>
    private bool Sent(in Outgoing outgoing)
    {
        outgoing.Buffer?.Dispose();
        if (outgoing.Kind != OutgoingKind.Close)
        {
            return true;
        }

        End(null);
        return false;
    }

    private bool TryTakeNext(out Outgoing next)
    {
        lock (_lock)
        {
            next = default;
            if (!_failed)
            {
                _sending = _slots.TryTake(out next);
                return _sending;
            }
        }

        // Fail() found a send under way, and left the end to it.
        End(null);
        return false;
    }

    private void End(Exception? failure)
    {
        lock (_lock)
        {
            _failed = true;
            _slots.Clear();
        }

        owner.WriterEnded(failure);
        _ended.TrySetResult();
    }
}
