using System.Net.WebSockets;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Is notified of the progress of a <see cref="WebSocketWriter"/>.</summary>
internal interface IWebSocketWriterOwner
{
    /// <summary>A frame that <see cref="WebSocketWriter.Write"/> could not send at once has been sent.</summary>
    void FrameWritten();

    /// <summary>Nothing will be sent any more. Called once.</summary>
    /// <param name="failure">The failure that ended it, of a send or reported to <c>Fail</c>; null when the close frame was sent, or when there was none to report.</param>
    void WriterEnded(Exception? failure);
}

/// <summary>
/// Sends all frames of one WebSocket. A thread that finds it idle sends at once, without a queue or a writer task. While a send is in progress,
/// other threads put their frames into slots, which the sending thread empties when its send completes.
/// <code>
///   pong, ping ---\
///   frame ---------+--> one send at a time --> socket        the slots are emptied in this order, the close frame last
///   close --------/
/// </code>
/// One slot of each kind is enough: the connection writes one frame at a time, the reader waits until its pong is taken, and there is one ping and one
/// close. So a client that reads nothing holds a few buffers, and no thread.
/// </summary>
internal sealed class WebSocketWriter(WebSocket socket, WebSocketMessageType frameType, IWebSocketWriterOwner owner)
{
    private readonly Lock _lock = new();
    private readonly OutgoingSlots _slots = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Set by the thread that sends, which empties the slots before it clears the flag. After the end it stays set, so that nothing is sent any more.
    private bool _sending;
    private bool _closing;
    private bool _failed;
    private WebSocketCloseStatus _closeStatus;
    private string? _closeDescription;

    /// <summary>Returns the type of the frames that carry a packer's messages.</summary>
    public static WebSocketMessageType FrameTypeOf(Packer packer) => packer.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;

    /// <summary>Completes when nothing will be sent any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Sends the connection's next frame; takes ownership of it.</summary>
    /// <returns>Whether it has been sent. If not, the owner is notified by <c>FrameWritten</c> when it is, or has been or will be by <c>WriterEnded</c>.</returns>
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
    /// Sends the handshake or a pong; takes ownership of the buffer. The task completes when there is room for the next pong, so that a client
    /// can't make them accumulate.
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

    /// <summary>Sends a close frame after all frames written before, and nothing after it. Only the first call counts.</summary>
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

    /// <summary>Ends the writer, because reading has failed.</summary>
    /// <returns>Whether a send is in progress, which ends only when the caller aborts the socket.</returns>
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

    /// <summary>Sends a frame, then the slots. The caller has set <see cref="_sending"/>.</summary>
    /// <returns>Whether <paramref name="first"/> was sent synchronously.</returns>
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
            // Transports throw many types of exceptions; after any of them nothing can be sent.
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

    /// <summary>Completes a send; returns whether more may be sent.</summary>
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

        // Fail() found this send in progress and left it to end the writer.
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
