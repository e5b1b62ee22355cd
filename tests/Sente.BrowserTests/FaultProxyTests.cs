using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sente.BrowserTests;

/// <summary>The fault proxy causes exactly the faults that its rules ask for.</summary>
public sealed class FaultProxyTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Eventually.Patience };
    private readonly ConcurrentQueue<string> _posted = new();
    private WebApplication _app = null!;
    private FaultProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.MapGet("/hello", (HttpContext context) =>
            Results.Bytes(context.WebSockets.IsWebSocketRequest ? "upgrade"u8.ToArray() : "hello world"u8.ToArray()));
        _app.MapPost("/post", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _posted.Enqueue(await reader.ReadToEndAsync());
            return _posted.Count;
        });
        _app.MapGet("/echo", EchoAsync);
        await _app.StartAsync();
        _proxy = new FaultProxy(new Uri(_app.Urls.First()));
        _http.BaseAddress = _proxy.Address;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _app.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Without_faults_all_passes()
    {
        Assert.Equal("hello world", await _http.GetStringAsync("hello"));
        Assert.Equal("1", await PostAsync(new string('x', 100_000)));
        Assert.Equal(new string('x', 100_000), Assert.Single(_posted));
        using var socket = await OpenAsync();
        Assert.Equal("one", await EchoedAsync(socket, "one"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Eventually.Patience);
        Assert.Equal(
            [new("GET", "/hello", false), new("POST", "/post", false), new("GET", "/echo", true)],
            _proxy.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(504)]
    public async Task It_answers_itself_what_the_rule_says_and_to_that_request_alone(int status)
    {
        _proxy.Rule = request => request.Method == "POST" ? Fault.Answer(status) : Fault.None;
        using var response = await _http.PostAsync("post", new StringContent("x"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(_posted);
        Assert.Equal("hello world", await _http.GetStringAsync("hello"));
    }

    [Fact]
    public async Task It_refuses_connections_and_accepts_them_again_on_the_same_port()
    {
        await _proxy.RefuseAsync();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync("hello"));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        _proxy.Accept();
        Assert.Equal("hello world", await _http.GetStringAsync("hello"));
    }

    [Fact]
    public async Task It_resets_a_request()
    {
        _proxy.Rule = _ => Fault.Reset;
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync("hello"));
    }

    [Fact]
    public async Task It_strips_and_refuses_upgrades()
    {
        _proxy.Rule = request => request.IsUpgrade ? Fault.StripUpgrade : Fault.None;
        using var plain = await _http.SendAsync(Upgrade("hello"));
        Assert.Equal("hello world", await plain.Content.ReadAsStringAsync());

        _proxy.Rule = request => request.IsUpgrade ? Fault.Answer(403) : Fault.None;
        using var refused = await _http.SendAsync(Upgrade("hello"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task It_doubles_a_POST()
    {
        _proxy.Rule = _ => Fault.Duplicate;
        Assert.Equal("2", await PostAsync("once"));
        Assert.Equal(["once", "once"], _posted);
    }

    [Fact]
    public async Task It_delays_both_ways()
    {
        _proxy.Rule = _ => Fault.Delay(TimeSpan.FromMilliseconds(50));
        var started = Stopwatch.StartNew();
        Assert.Equal("hello world", await _http.GetStringAsync("hello"));
        Assert.True(started.Elapsed >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task It_cuts_an_answer_at_a_byte()
    {
        _proxy.Rule = _ => Fault.Cut(after: 5);
        using var response = await _http.GetAsync("hello", HttpCompletionOption.ResponseHeadersRead);
        using var body = await response.Content.ReadAsStreamAsync();
        var bytes = new byte[5];
        await body.ReadExactlyAsync(bytes);
        Assert.Equal("hello"u8.ToArray(), bytes);
        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadExactlyAsync(bytes).AsTask().WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task It_cuts_sockets_that_are_open()
    {
        using var socket = await OpenAsync();
        Assert.Equal("one", await EchoedAsync(socket, "one"));
        _proxy.CutAll();
        await Assert.ThrowsAsync<WebSocketException>(() => EchoedAsync(socket, "two"));
    }

    [Fact]
    public async Task A_half_open_socket_stays_open_and_carries_nothing()
    {
        // The head of the server's text frame is two bytes long.
        _proxy.Rule = _ => Fault.Silence(after: 2 + "one".Length);
        using var socket = await OpenAsync();
        Assert.Equal("one", await EchoedAsync(socket, "one"));
        var silence = EchoedAsync(socket, "two");

        _proxy.Rule = _ => Fault.None;
        using var other = await OpenAsync();
        Assert.Equal("one", await EchoedAsync(other, "one"));
        Assert.False(silence.IsCompleted);

        _proxy.SilenceAll();
        var alsoSilence = EchoedAsync(other, "two");
        Assert.Equal("hello world", await _http.GetStringAsync("hello"));
        Assert.False(alsoSilence.IsCompleted);
        _proxy.CutAll();
        await Assert.ThrowsAsync<WebSocketException>(() => silence);
        await Assert.ThrowsAsync<WebSocketException>(() => alsoSilence);
    }

    private static HttpRequestMessage Upgrade(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return request;
    }

    private async Task<string> PostAsync(string body)
    {
        using var response = await _http.PostAsync("post", new StringContent(body));
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<ClientWebSocket> OpenAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await socket.ConnectAsync(new UriBuilder(_proxy.Address) { Scheme = "ws", Path = "/echo" }.Uri, CancellationToken.None).WaitAsync(Eventually.Patience);
        return socket;
    }

    private static async Task<string> EchoedAsync(WebSocket socket, string text)
    {
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close, Count: var count })
            {
                await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            // The test cuts the connection on purpose.
        }
    }
}
