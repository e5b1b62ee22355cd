using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Sente.AspNetCore;

/// <summary>
/// Reads whole messages from one WebSocket. It waits with a read of zero bytes, so that an idle connection holds no buffer, and gives each
/// message as an array of exactly its length: parts of it live as long as handlers need them, and nothing larger with it.
/// </summary>
internal sealed class WebSocketReader(WebSocket socket, int maxMessageSize, KeepAlive keepAlive)
{
    private const int FirstBuffer = 4096;

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
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
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
                    buffer = Grow(buffer);
                }
            }
        }
        finally
        {
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
/// <param name="Bytes">The message; null when it was closed or too big.</param>
internal readonly record struct IncomingMessage(WebSocketMessageType Type, byte[]? Bytes)
{
    /// <summary>The client's close frame came.</summary>
    public static readonly IncomingMessage Closed = new(WebSocketMessageType.Close, null);

    /// <summary>The message passes the limit; the rest of it is unread.</summary>
    public static readonly IncomingMessage TooBig = new(WebSocketMessageType.Text, null);
}
