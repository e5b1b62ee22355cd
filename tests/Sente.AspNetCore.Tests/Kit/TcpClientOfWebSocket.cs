using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>A WebSocket over plain TCP, for what the framework's client can't do: invalid frames, or not to read at all.</summary>
internal sealed class TcpClientOfWebSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private TcpClientOfWebSocket(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Opens a WebSocket, without reading beyond the HTTP response.</summary>
    /// <param name="uri">The endpoint.</param>
    /// <param name="receiveBuffer">The size of the kernel's receive buffer, which fills up before the server's sends stop.</param>
    public static async Task<TcpClientOfWebSocket> ConnectAsync(Uri uri, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(uri.Host, uri.Port).InTime();
        var client = new TcpClientOfWebSocket(socket);
        await client._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        var head = new List<byte>();
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            head.Add((await client.ReadAsync(1))[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString([.. head]), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Sends a frame, masked with zeros.</summary>
    public async Task SendFrameAsync(byte opcode, byte[] payload)
    {
        var frame = new List<byte> { (byte)(0x80 | opcode) };
        if (payload.Length < 126)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else
        {
            frame.Add(0x80 | 127);
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange(length);
        }

        frame.AddRange([0, 0, 0, 0, .. payload]);
        await _stream.WriteAsync(frame.ToArray()).AsTask().InTime();
    }

    /// <summary>Sends the head of a text frame that declares a length, and the first bytes of its payload.</summary>
    public Task SendBeginningAsync(long declared, byte[] payload)
    {
        var head = new byte[14];
        head[0] = 0x81;
        head[1] = 0x80 | 127;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), declared);
        return _stream.WriteAsync((byte[])[.. head, .. payload]).AsTask().InTime();
    }

    /// <summary>Reads the next frame.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReceiveFrameAsync()
    {
        var head = await ReadAsync(2);
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)),
            var small => small,
        };
        return (head[0] & 0x0f, await ReadAsync(length));
    }

    /// <summary>Reads the next frame, which must be text.</summary>
    public async Task<string> ReceiveTextAsync()
    {
        var (opcode, payload) = await ReceiveFrameAsync();
        Assert.Equal(1, opcode);
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Reads the next frame, which must be a close frame with a code; returns the code.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        var (opcode, payload) = await ReceiveFrameAsync();
        Assert.Equal(8, opcode);
        return BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    public void Dispose() => _stream.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().InTime();
        return bytes;
    }
}
