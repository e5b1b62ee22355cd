using System.Net.WebSockets;
using System.Text;
using Sente.Actors;

namespace Sente.AspNetCore.Tests;

public sealed class WebSocketWriterTests : IWebSocketWriterOwner, IDisposable
{
    private readonly FakeWebSocket _socket = new();
    private readonly WebSocketWriter _writer;
    private readonly List<string> _told = [];

    public WebSocketWriterTests() => _writer = new WebSocketWriter(_socket, WebSocketMessageType.Text, this);

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void A_quiet_socket_is_written_by_the_caller_at_once()
    {
        Assert.True(_writer.Write(Frame("a")));
        Assert.True(_writer.Write(Frame("b")));

        Assert.Equal(["a", "b"], _socket.Sent);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_frame_that_the_transport_does_not_take_at_once_is_reported_when_it_has()
    {
        _socket.Hold = true;
        Assert.False(_writer.Write(Frame("a")));
        Assert.Empty(_told);

        _socket.Let();
        await Eventually.Holds(() => _told.Contains("written"), "the frame is reported");
    }

    [Fact]
    public async Task What_comes_during_a_send_goes_out_after_it_and_the_close_frame_last()
    {
        _socket.Hold = true;
        _writer.Ping("ping1"u8.ToArray());
        Assert.False(_writer.Write(Frame("frame")));
        _writer.Close(WebSocketCloseStatus.NormalClosure, "bye");
        _socket.Hold = false;
        _socket.Let();

        await _writer.Ended.InTime();
        Assert.Equal(["ping1", "frame", "close 1000 bye"], _socket.Sent);
        Assert.Equal(["written", "ended"], _told);
    }

    [Fact]
    public async Task A_client_that_reads_no_pongs_gets_no_second_one_queued()
    {
        _socket.Hold = true;
        Assert.True(_writer.SendAsync(Frame("pong1")).IsCompleted);
        var second = _writer.SendAsync(Frame("pong2"));
        Assert.False(second.IsCompleted);

        _socket.Let();
        await second.InTime();
        await Eventually.Holds(() => _socket.Sent.Count == 2, "the second pong is sent");
    }

    [Fact]
    public void Nothing_is_sent_after_a_close_frame()
    {
        _writer.Close(WebSocketCloseStatus.NormalClosure, null);
        Assert.False(_writer.Write(Frame("a")));
        _writer.Ping("ping"u8.ToArray());
        Assert.True(_writer.SendAsync(Frame("pong")).IsCompleted);
        _writer.Close(WebSocketCloseStatus.EndpointUnavailable, "again");

        Assert.Equal(["close 1000"], _socket.Sent);
        Assert.Equal(["ended"], _told);
    }

    [Fact]
    public async Task A_send_that_fails_ends_the_writer_and_what_waits_is_not_reported_as_written()
    {
        _socket.Hold = true;
        Assert.False(_writer.Write(Frame("a")));
        var waiting = _writer.SendAsync(Frame("pong"));
        Assert.False(waiting.IsCompleted);
        _writer.Close(WebSocketCloseStatus.NormalClosure, null);
        _socket.LetFail(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));

        await _writer.Ended.InTime();
        await waiting.InTime();
        Assert.Equal(["a"], _socket.Sent);
        Assert.Equal(["ended by WebSocketException"], _told);
    }

    [Fact]
    public void A_transport_that_fails_while_nothing_is_sent_ends_the_writer_at_once()
    {
        Assert.False(_writer.Fail(new IOException()));
        Assert.False(_writer.Fail(new IOException()));

        Assert.False(_writer.Write(Frame("a")));
        Assert.Empty(_socket.Sent);
        Assert.Equal(["ended by IOException"], _told);
    }

    [Fact]
    public async Task A_transport_that_fails_during_a_send_ends_the_writer_once_when_that_send_is_over()
    {
        _socket.Hold = true;
        Assert.False(_writer.Write(Frame("a")));
        Assert.True(_writer.Fail(new IOException()));
        Assert.Empty(_told);

        _socket.LetFail(new IOException());
        await _writer.Ended.InTime();
        Assert.Equal(["ended by IOException"], _told);
    }

    [Fact]
    public async Task Many_threads_at_once_send_one_after_the_other_and_lose_nothing()
    {
        const int Frames = 1000;
        using var written = new SemaphoreSlim(0);
        var owner = new ReleasingOwner(written);
        using var socket = new OverlapDetectingSocket();
        var writer = new WebSocketWriter(socket, WebSocketMessageType.Text, owner);
        var pings = Task.Run(async () =>
        {
            for (var i = 0; i < Frames; i++)
            {
                await writer.SendAsync(Frame("pong"));
            }
        });
        var frames = Task.Run(async () =>
        {
            for (var i = 0; i < Frames; i++)
            {
                if (!writer.Write(Frame($"frame {i}")))
                {
                    await written.WaitAsync();
                }
            }
        });

        await Task.WhenAll(pings, frames).InTime();
        writer.Close(WebSocketCloseStatus.NormalClosure, null);
        await writer.Ended.InTime();
        Assert.False(socket.Overlapped);
        Assert.Equal(Frames, socket.Sent.Count(sent => sent == "pong"));
        Assert.Equal(Enumerable.Range(0, Frames).Select(i => $"frame {i}"), socket.Sent.Where(sent => sent.StartsWith("frame", StringComparison.Ordinal)));
        Assert.Equal("close", socket.Sent[^1]);
    }

    void IWebSocketWriterOwner.FrameWritten() => _told.Add("written");

    void IWebSocketWriterOwner.WriterEnded(Exception? failure) => _told.Add(failure is null ? "ended" : $"ended by {failure.GetType().Name}");

    private static FrameBuffer Frame(string text) => FrameBuffer.Copy(Encoding.UTF8.GetBytes(text));

    private sealed class ReleasingOwner(SemaphoreSlim written) : IWebSocketWriterOwner
    {
        public void FrameWritten() => written.Release();

        public void WriterEnded(Exception? failure)
        {
        }
    }

    private sealed class OverlapDetectingSocket : WebSocket
    {
        private int _sending;

        public List<string> Sent { get; } = [];

        public bool Overlapped { get; private set; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            await SendAsync("close"u8.ToArray(), WebSocketMessageType.Close, true, cancellationToken);

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            Overlapped |= Interlocked.Exchange(ref _sending, 1) != 0;
            var text = Encoding.UTF8.GetString(buffer);
            if (Sent.Count % 3 == 0)
            {
                await Task.Yield();
            }

            Sent.Add(text);
            Volatile.Write(ref _sending, 0);
        }
    }
}
