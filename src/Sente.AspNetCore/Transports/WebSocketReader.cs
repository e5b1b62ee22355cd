using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Reads whole messages from one WebSocket. It waits with a read of zero bytes, so that an idle connection holds no buffer, and gives each
/// message as an array of exactly its length: parts of it live as long as handlers need them, and nothing larger with it.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="maxMessageSize">Most bytes of a message; one byte more is refused when it comes, not at the message's end.</param>
/// <param name="keepAlive">Is notified of everything received.</param>
/// <param name="budget">What buffers of unfinished messages are taken from, beyond what each message is given; null: nothing.</param>
/// <param name="giveWay">Ends the transport when others need the room of its unfinished message.</param>
internal sealed class WebSocketReader(WebSocket socket, int maxMessageSize, KeepAlive keepAlive, IncomingBudget? budget = null, Action? giveWay = null)
{
    private const int FirstBuffer = 4096;

    private int _messages;
    private volatile int _unfinished;

    /// <summary>Which message has begun and is not complete; 0: none. The sweep finds by it those that take too long.</summary>
    public int Unfinished => _unfinished;

    /// <summary>The next message, or that there is none any more.</summary>
    /// <exception cref="WebSocketException">The transport failed, or the client broke the WebSocket protocol.</exception>
    /// <remarks>Almost every message has to be waited for; a pooled state machine saves an allocation for each.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IncomingMessage> ReadAsync()
    {
        var head = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
        keepAlive.Active();
        if (head.MessageType == WebSocketMessageType.Close)
        {
            return IncomingMessage.Closed;
        }

        // A read of zero bytes ends a message only when the message is empty.
        return head.EndOfMessage ? new IncomingMessage(head.MessageType, []) : await ReadPayloadAsync(head.MessageType).ConfigureAwait(false);
    }

    /// <summary>Reads and forgets until the client's close frame.</summary>
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
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        var held = new HeldBytes(budget, giveWay);
        _messages = _messages == int.MaxValue ? 1 : _messages + 1;
        _unfinished = _messages;
        try
        {
            while (true)
            {
                // The framework waits until the buffer is full or the frame has ended: no more room than up to the first byte over the limit.
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

    /// <summary>Answers whether the client closed.</summary>
    private async ValueTask<bool> DiscardAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
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

/// <summary>What <see cref="WebSocketReader"/> read: a message, or the reason why there is none.</summary>
/// <param name="Type">Text, binary, or close.</param>
/// <param name="Bytes">The message; null when it was closed or refused.</param>
/// <param name="LacksRoom">Whether it was refused for the node's budget.</param>
internal readonly record struct IncomingMessage(WebSocketMessageType Type, byte[]? Bytes, bool LacksRoom = false)
{
    /// <summary>The client's close frame came.</summary>
    public static readonly IncomingMessage Closed = new(WebSocketMessageType.Close, null);

    /// <summary>The message passes the limit; the rest of it is unread.</summary>
    public static readonly IncomingMessage TooBig = new(WebSocketMessageType.Text, null);

    /// <summary>The node holds too many unfinished messages; the rest of this one is unread.</summary>
    public static readonly IncomingMessage NoRoom = new(WebSocketMessageType.Text, null, LacksRoom: true);
}
