using System.Net.WebSockets;
using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>The client's end of a WebSocket, without Sente's protocol: sends and receives frames.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly WebSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 16];

    public RawClient(WebSocket socket) => _socket = socket;

    /// <summary>The socket itself.</summary>
    public WebSocket Socket => _socket;

    /// <summary>Opens a WebSocket.</summary>
    /// <param name="uri">The endpoint.</param>
    /// <param name="configure">Changes the request.</param>
    public static async Task<RawClient> ConnectAsync(Uri uri, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        configure?.Invoke(socket.Options);
        try
        {
            var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = TestCertificate.Trusted } };
            using var http = new HttpMessageInvoker(handler);
            await socket.ConnectAsync(uri, socket.Options.HttpVersion.Major > 1 || uri.Scheme == "wss" ? http : null, CancellationToken.None).InTime();
            return new RawClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a text frame.</summary>
    public Task SendAsync(string text, bool end = true) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, end);

    /// <summary>Sends a frame.</summary>
    public Task SendAsync(byte[] bytes, WebSocketMessageType type, bool end = true) =>
        _socket.SendAsync(bytes, type, end, CancellationToken.None).InTime();

    /// <summary>Receives the next text message.</summary>
    public async Task<string> ReceiveAsync()
    {
        var message = await ReceiveAnyAsync();
        Assert.True(message.CloseCode is null, $"The server closed with {message.CloseCode} \"{message.Text}\" where a message was expected.");
        return message.Text;
    }

    /// <summary>Receives the next text message that is no ping, and answers pings as stock clients do.</summary>
    public async Task<string> ReceivePushedAsync()
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message != "[:chsk/ws-ping nil]")
            {
                return message;
            }

            await SendAsync("[[:chsk/ws-pong] nil]");
        }
    }

    /// <summary>Receives the next message, which must be of this type.</summary>
    public async Task<byte[]> ReceiveAsync(WebSocketMessageType type)
    {
        var message = await ReceiveFrameAsync();
        Assert.True(message.Type == type, $"The server sent a {message.Type} frame, {_socket.CloseStatus} \"{_socket.CloseStatusDescription}\", where a {type} frame was expected.");
        return message.Bytes;
    }

    /// <summary>Receives the server's close frame and answers it; skips messages before it.</summary>
    public async Task<(int Code, string Reason)> ReceiveCloseAsync()
    {
        while (true)
        {
            if (await ReceiveAnyAsync() is { CloseCode: { } code } close)
            {
                await AnswerCloseAsync();
                return (code, close.Text);
            }
        }
    }

    /// <summary>Receives the server's close frame, which must be next, and answers it.</summary>
    public async Task<(int Code, string Reason)> ExpectCloseAsync()
    {
        var message = await ReceiveAnyAsync();
        Assert.True(message.CloseCode is not null, $"The server sent {message.Text} where a close frame was expected.");
        await AnswerCloseAsync();
        return (message.CloseCode.Value, message.Text);
    }

    /// <summary>Sends a request and receives its reply, which must be the next message.</summary>
    public async Task<string> RequestAsync(string message)
    {
        await SendAsync(message);
        return await ReceiveAsync();
    }

    /// <summary>Closes and waits for the answer.</summary>
    public async Task<(int Code, string Reason)> CloseAsync(int code = 1000, string? reason = null)
    {
        await _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).InTime();
        return await ReceiveCloseAsync();
    }

    /// <summary>A message, or a close frame with its reason as text.</summary>
    public async Task<(string Text, int? CloseCode)> ReceiveAnyAsync()
    {
        var (bytes, type) = await ReceiveFrameAsync();
        return type == WebSocketMessageType.Close
            ? (_socket.CloseStatusDescription ?? "", (int)_socket.CloseStatus!.Value)
            : (Encoding.UTF8.GetString(bytes), null);
    }

    public void Dispose() => _socket.Dispose();

    private async Task AnswerCloseAsync()
    {
        if (_socket.State == WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(_socket.CloseStatus!.Value, _socket.CloseStatusDescription, CancellationToken.None).InTime();
        }
    }

    private async Task<(byte[] Bytes, WebSocketMessageType Type)> ReceiveFrameAsync()
    {
        var bytes = new MemoryStream();
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None).AsTask().InTime();
            bytes.Write(_buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return (bytes.ToArray(), received.MessageType);
            }
        }
    }
}
