using System.Net.WebSockets;
using System.Threading.Channels;

namespace Sente.AspNetCore.Tests;

/// <summary>A WebSocket whose sends and receives are controlled by the test.</summary>
internal sealed class FakeWebSocket : WebSocket
{
    private readonly Channel<(WebSocketMessageType Type, byte[] Bytes, bool End)> _incoming =
        Channel.CreateUnbounded<(WebSocketMessageType, byte[], bool)>();

    private readonly Queue<TaskCompletionSource> _held = new();
    private (WebSocketMessageType Type, byte[] Bytes, bool End)? _current;

    /// <summary>Whether sends wait for <see cref="Let"/>.</summary>
    public bool Hold { get; set; }

    /// <summary>The sent frames in order; close frames as <c>close 1000 reason</c>.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>The sizes of the reader's buffers in order.</summary>
    public List<int> ReceiveBuffers { get; } = [];

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    /// <summary>Completes the oldest held send.</summary>
    public void Let() => _held.Dequeue().SetResult();

    /// <summary>Fails the oldest held send.</summary>
    public void LetFail(Exception failure) => _held.Dequeue().SetException(failure);

    /// <summary>Receives a frame.</summary>
    public void Incoming(WebSocketMessageType type, byte[] bytes, bool end = true) => _incoming.Writer.TryWrite((type, bytes, end));

    public override void Abort()
    {
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        Send($"close {(int)closeStatus} {statusDescription}".TrimEnd());

    public override void Dispose()
    {
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        Send(System.Text.Encoding.UTF8.GetString(buffer));

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        ReceiveBuffers.Add(buffer.Count);
        _current ??= await _incoming.Reader.ReadAsync(cancellationToken);
        var (type, bytes, end) = _current.Value;
        if (type == WebSocketMessageType.Close)
        {
            return new WebSocketReceiveResult(0, type, true, WebSocketCloseStatus.NormalClosure, "");
        }

        var count = Math.Min(buffer.Count, bytes.Length);
        bytes.AsSpan(0, count).CopyTo(buffer);
        _current = count == bytes.Length ? null : (type, bytes[count..], end);

        // A read of zero bytes consumes nothing of a frame with content, as with the framework's sockets.
        if (count == 0 && bytes.Length > 0)
        {
            _current = (type, bytes, end);
        }

        return new WebSocketReceiveResult(count, type, _current is null && end);
    }

    private Task Send(string what)
    {
        Sent.Add(what);
        if (!Hold)
        {
            return Task.CompletedTask;
        }

        var held = new TaskCompletionSource();
        _held.Enqueue(held);
        return held.Task;
    }
}
