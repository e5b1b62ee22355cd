using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Reads whole messages from one WebSocket. It waits with a read of zero bytes, so that an idle connection holds no buffer. It returns each message
/// as an array of exactly its length, because parts of it live as long as handlers use them, and keep the whole array alive.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="maxMessageSize">The largest size of a message in bytes; a larger one is refused with its first byte beyond it.</param>
/// <param name="keepAlive">Is notified of every received frame.</param>
/// <param name="budget">The node's budget for the buffers of unfinished messages; null: unbounded.</param>
/// <param name="evict">Ends the transport when other messages need its unfinished message's part of the budget; null: never.</param>
internal sealed class WebSocketReader(WebSocket socket, int maxMessageSize, KeepAlive keepAlive, IncomingBudget? budget = null, Action? evict = null)
{
    private const int FirstBufferBytes = 4096;

    private int _messages;

    /// <summary>The number of the message that has begun and is not complete; 0 if there is none.</summary>
    private volatile int _unfinished;
    private int _sweptMessage;
    private TimeSpan _completeBy;

    /// <summary>
    /// Whether the unfinished message has taken longer than the time-out, as seen by regular calls: the time starts at the first call that sees the
    /// message. One thread at a time.
    /// </summary>
    public bool IsOverdue(TimeSpan now, TimeSpan timeout)
    {
        var message = _unfinished;
        if (message != 0 && message == _sweptMessage)
        {
            return now >= _completeBy;
        }

        _sweptMessage = message;
        _completeBy = now + timeout;
        return false;
    }

    /// <summary>Returns the next message, or the reason why there is none.</summary>
    /// <exception cref="WebSocketException">The transport failed, or the client broke the WebSocket protocol.</exception>
    /// <remarks>Almost every call completes asynchronously; a pooled state machine saves an allocation per message.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IncomingMessage> ReadAsync()
    {
        var head = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
        keepAlive.Active();
        if (head.MessageType == WebSocketMessageType.Close)
        {
            return IncomingMessage.Closed;
        }

        // A read of zero bytes completes a message only when the message is empty.
        return head.EndOfMessage ? new IncomingMessage(head.MessageType, []) : await ReadPayloadAsync(head.MessageType).ConfigureAwait(false);
    }

    /// <summary>Discards everything up to the client's close frame.</summary>
    /// <exception cref="WebSocketException">The transport failed, or the client broke the WebSocket protocol.</exception>
    public async Task DrainAsync()
    {
        while (true)
        {
            var head = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            if (head.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (!head.EndOfMessage && await DiscardAsync().ConfigureAwait(false))
            {
                return;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<IncomingMessage> ReadPayloadAsync(WebSocketMessageType type)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        var length = 0;
        var held = new IncomingReservation(budget, evict);
        _messages = _messages == int.MaxValue ? 1 : _messages + 1;
        _unfinished = _messages;
        try
        {
            while (true)
            {
                // ReceiveAsync returns when the buffer is full or the frame ends. So it gets no more room than up to the first byte over the limit.
                var room = Math.Min(buffer.Length - length, (int)Math.Min((long)maxMessageSize + 1 - length, int.MaxValue));
                var received = await socket.ReceiveAsync(buffer.AsMemory(length, room), CancellationToken.None).ConfigureAwait(false);
                keepAlive.Active();
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return IncomingMessage.Closed;
                }

                if (length > maxMessageSize)
                {
                    return IncomingMessage.TooBig;
                }

                if (received.EndOfMessage)
                {
                    return new IncomingMessage(type, buffer.AsSpan(0, length).ToArray());
                }

                if (length == buffer.Length)
                {
                    if (!held.TryGrow(buffer.Length * 2))
                    {
                        return IncomingMessage.NoRoom;
                    }

                    buffer = Grow(buffer);
                }
            }
        }
        finally
        {
            _unfinished = 0;
            held.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Discards received bytes; returns whether they were the client's close frame.</summary>
    private async ValueTask<bool> DiscardAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
            return received.MessageType == WebSocketMessageType.Close;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary>The result of a read: a message, or the reason why there is none.</summary>
/// <param name="Type">Text, binary, or close.</param>
/// <param name="Bytes">The message; null for a close frame or a refused message.</param>
/// <param name="LacksRoom">Whether the message was refused because the node's budget is used up.</param>
internal readonly record struct IncomingMessage(WebSocketMessageType Type, byte[]? Bytes, bool LacksRoom = false)
{
    /// <summary>The client's close frame was received.</summary>
    public static readonly IncomingMessage Closed = new(WebSocketMessageType.Close, null);

    /// <summary>The message is larger than the limit; the rest of it is unread.</summary>
    public static readonly IncomingMessage TooBig = new(WebSocketMessageType.Text, null);

    /// <summary>The node's budget for unfinished messages is used up; the rest of this one is unread.</summary>
    public static readonly IncomingMessage NoRoom = new(WebSocketMessageType.Text, null, LacksRoom: true);
}
