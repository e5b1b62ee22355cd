using System.Net.WebSockets;
using System.Text;

namespace Sente.AspNetCore.Tests;

public sealed class WebSocketReaderTests : IDisposable
{
    private readonly FakeWebSocket _socket = new();
    private readonly WebSocketReader _reader;

    public WebSocketReaderTests() => _reader = new WebSocketReader(_socket, 10_000, new KeepAlive(null, null));

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task It_waits_without_a_buffer()
    {
        var reading = _reader.ReadAsync();
        Assert.False(reading.IsCompleted);
        Assert.Equal([0], _socket.ReceiveBuffers);

        _socket.Incoming(WebSocketMessageType.Text, "hi"u8.ToArray());
        Assert.Equal("hi"u8.ToArray(), (await reading).Bytes);
    }

    [Fact]
    public async Task A_message_in_fragments_is_one_message_of_exactly_its_length()
    {
        var text = string.Concat(Enumerable.Range(0, 1500).Select(i => $"{i} "));
        foreach (var part in text.Chunk(1000))
        {
            _socket.Incoming(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(part), end: false);
        }

        _socket.Incoming(WebSocketMessageType.Text, "!"u8.ToArray());

        var message = await _reader.ReadAsync();
        Assert.Equal(text + "!", Encoding.UTF8.GetString(message.Bytes!));
    }

    [Fact]
    public async Task An_empty_message_is_a_message()
    {
        _socket.Incoming(WebSocketMessageType.Text, []);

        var message = await _reader.ReadAsync();
        Assert.Equal((WebSocketMessageType.Text, 0), (message.Type, message.Bytes?.Length));
    }

    [Fact]
    public async Task A_message_of_the_limit_is_taken_and_one_byte_more_is_too_big()
    {
        _socket.Incoming(WebSocketMessageType.Binary, new byte[10_000]);
        Assert.Equal(10_000, (await _reader.ReadAsync()).Bytes!.Length);

        _socket.Incoming(WebSocketMessageType.Binary, new byte[10_001]);
        Assert.Equal(IncomingMessage.TooBig, await _reader.ReadAsync());
    }

    [Fact]
    public async Task Draining_ends_at_the_close_frame()
    {
        _socket.Incoming(WebSocketMessageType.Text, new byte[20_000], end: false);
        _socket.Incoming(WebSocketMessageType.Text, []);
        _socket.Incoming(WebSocketMessageType.Text, "more"u8.ToArray());
        var draining = _reader.DrainAsync();
        Assert.False(draining.IsCompleted);

        _socket.Incoming(WebSocketMessageType.Close, []);
        await draining.InTime();
    }
}
