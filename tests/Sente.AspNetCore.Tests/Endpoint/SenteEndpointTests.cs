using System.Net;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>How the endpoint handles a request before there is a connection.</summary>
public sealed class SenteEndpointTests : IAsyncLifetime
{
    private readonly List<EventMsg> _handled = [];
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente => sente.MaxAnonymousConnections = 1,
        names => names.On("test/look", (EventMsg msg) =>
        {
            _handled.Add(msg);
            return true;
        }),
        map: app =>
        {
            app.MapSente("/by-client", endpoint => endpoint.UserId = async request =>
            {
                await Task.Yield();
                return $"user-of-{request.ClientId}";
            });
            app.MapSente("/data", endpoint => endpoint.HandshakeData = _ => new(new { hello = "world" }));
            app.MapSente("/data-async", endpoint => endpoint.HandshakeData = async _ =>
            {
                await Task.Yield();
                return 42;
            });
            app.MapSente("/large-data", endpoint => endpoint.HandshakeData = _ => new(new string('x', 70_000)));
            app.MapSente("/capture", endpoint =>
            {
                endpoint.Headers.Add("X-Seen");
                endpoint.Capture = request => new(new Dictionary<string, string> { ["tenant"] = request.HttpContext.Request.Host.Host });
            });
            app.MapSente("/large-capture", endpoint => endpoint.Capture = _ => new(new Dictionary<string, string> { ["x"] = new string('x', 9000) }));
        });

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_client_without_a_user_gets_the_reserved_uid()
    {
        using var client = await _node.OpenAsync("?client-id=c1");

        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", await client.ReceiveAsync());
        Assert.Equal("[true \"cb\"]", await client.RequestAsync("[[:test/look] \"cb\"]"));
        Assert.Equal((Uid.Nil, "c1"), (_handled.Single().Uid, _handled.Single().ClientId));
    }

    [Fact]
    public async Task More_clients_without_a_user_than_the_node_takes_are_closed_before_the_handshake()
    {
        using (var first = await _node.OpenAsync("?client-id=c1"))
        {
            await first.ReceiveAsync();
            using var second = await _node.OpenAsync("?client-id=c2");
            Assert.Equal((1013, "too many clients without a user"), await second.ExpectCloseAsync());
            using var user = await _node.ConnectAsync("u1");
            await first.CloseAsync();
        }

        string? handshake = null;
        while (handshake is null)
        {
            using var again = await _node.OpenAsync("?client-id=c3");
            var message = await again.ReceiveAnyAsync();
            handshake = message.CloseCode is null ? message.Text : null;
        }

        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", handshake);
    }

    [Theory]
    [InlineData("/by-client", "[[:chsk/handshake [\"user-of-c1\" nil nil]] nil]")]
    [InlineData("/data", "[[:chsk/handshake [\"u1\" nil {:hello \"world\"}]] nil]")]
    [InlineData("/data-async", "[[:chsk/handshake [\"u1\" nil 42]] nil]")]
    public async Task Each_path_has_its_own_user_id_and_handshake_data(string path, string handshake)
    {
        using var client = await _node.OpenAsync("?uid=u1&client-id=c1", path);

        Assert.Equal(handshake, await client.ReceiveAsync());
    }

    [Fact]
    public async Task Several_paths_share_their_users()
    {
        using var one = await _node.OpenAsync("?uid=u1&client-id=c1");
        using var other = await _node.OpenAsync("?uid=u1&client-id=c2", "/data");
        await one.ReceiveAsync();
        await other.ReceiveAsync();
        var result = await _node.Sente.PushAsync("u1", new Event("test/pushed", 1)).InTime();

        Assert.Equal(2, result.Written);
        Assert.Equal("[[[:test/pushed 1]] nil]", await one.ReceiveAsync());
        Assert.Equal("[[[:test/pushed 1]] nil]", await other.ReceiveAsync());
    }

    [Theory]
    [InlineData("?uid=u1", "client-id is missing or blank")]
    [InlineData("?uid=u1&client-id=", "client-id is missing or blank")]
    [InlineData("?uid=u1&client-id=%20%09", "client-id is missing or blank")]
    [InlineData("?uid=:sente/all-users-without-uid&client-id=c1", "one of Sente's own")]
    [InlineData("?uid=u1&client-id=c1&sente-packer=transit", "It has edn.")]
    [InlineData("?uid=u1&client-id=c1&sente-packer=", "It has edn.")]
    public async Task What_stays_wrong_is_answered_with_a_status_and_a_reason(string query, string reason)
    {
        var refused = await _node.RefusedAsync(query);

        Assert.Equal(400, refused.Status);
        Assert.Contains(reason, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_have_bounds_in_bytes()
    {
        Assert.Equal(400, (await _node.RefusedAsync($"?uid=u1&client-id={Uri.EscapeDataString(new string('ü', 65))}")).Status);
        Assert.Equal(400, (await _node.RefusedAsync($"?client-id=c1&uid={Uri.EscapeDataString(new string('ü', 129))}")).Status);
        using var client = await _node.OpenAsync($"?uid={new string('u', 256)}&client-id={new string('c', 128)}");
        Assert.StartsWith("[[:chsk/handshake [\"uuu", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/large-data", "HandshakeData returned 70002 bytes")]
    [InlineData("/large-capture", "Capture returned 9001 bytes")]
    public async Task A_mistake_of_the_apps_asks_clients_to_come_back_and_says_in_the_log_what_to_do(string path, string logged)
    {
        using var refused = await _node.OpenAsync("?uid=u1&client-id=c1", path);
        Assert.Equal(1013, (await refused.ExpectCloseAsync()).Code);
        Assert.Contains(_node.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains(logged, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Methods_other_than_the_protocols_are_not_allowed()
    {
        using var http = new HttpClient();

        using var put = await http.PutAsync(new Uri(_node.Address, "/chsk?client-id=c1"), null).InTime();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
    }

    [Fact]
    public async Task Handlers_see_of_the_request_what_the_endpoint_lets_them()
    {
        using var client = await RawClient.ConnectAsync(
            _node.UriOf("?uid=u1&client-id=c1&app=yes&CSRF-Token=secret&Sente-SESSION=secret", "/capture"),
            options =>
            {
                options.SetRequestHeader("X-Seen", "seen");
                options.SetRequestHeader("X-Unseen", "unseen");
            });
        await client.ReceiveAsync();
        await client.RequestAsync("[[:test/look] \"cb\"]");

        var request = _handled.Single().Request;
        Assert.Equal(("/capture", "127.0.0.1", TransportKind.WebSocket, "edn"), (request.Path, request.RemoteAddress, request.Transport, request.Packer));
        Assert.Equal(["app", "client-id", "uid"], request.Query.Keys.Order());
        Assert.Equal("yes", request.Query["APP"]);
        Assert.Equal("seen", Assert.Single(request.Headers).Value);
        Assert.Equal("seen", request.Headers["x-seen"]);
        Assert.Equal("127.0.0.1", request.Captured["tenant"]);
    }

    [Fact]
    public async Task A_client_of_ours_gets_a_session_and_a_stock_client_whose_own_parameters_look_alike_does_not()
    {
        using var stock = await _node.OpenAsync("?uid=u1&client-id=c1&x=1&session=a&ack=9&packer=q");
        Assert.Equal("[[:chsk/handshake [\"u1\" nil nil]] nil]", await stock.ReceiveAsync());

        using var ours = await _node.OpenAsync("?uid=u1&client-id=c2&sente-x=1");
        var handshake = (ValueVector)new EventData(System.Text.Encoding.UTF8.GetBytes(await ours.ReceiveAsync()), Packers.Edn).ToValue()!;
        Assert.Equal(3, handshake.Count);
        Assert.Equal(0L, ((ValueMap)handshake[2]!).Get("n"));
        Assert.Equal(false, ((ValueMap)handshake[2]!).Get("resumed?"));
    }

    [Fact]
    public async Task No_line_of_ours_has_a_query_string_a_client_id_or_a_token_in_it()
    {
        using var client = await _node.OpenAsync("?uid=u1&client-id=secret-client&csrf-token=secret-token&sente-session=secret-session");
        await client.ReceiveAsync();
        await client.SendAsync("[[:test/no-handler] nil]");
        await client.SendAsync("malformed");
        await client.SendAsync([1], System.Net.WebSockets.WebSocketMessageType.Binary);
        await client.ReceiveCloseAsync();
        await _node.RefusedAsync("?uid=u1&client-id=secret-client&sente-packer=secret-packer");
        await _node.App.StopAsync();

        var ours = _node.Log.Lines.Where(line => line.Category.StartsWith("Sente", StringComparison.Ordinal)).ToArray();
        Assert.Superset(new HashSet<int> { 500, 501, 503, 504, 507, 508 }, ours.Select(line => line.EventId).ToHashSet());
        Assert.DoesNotContain(ours, line => line.Text.Contains("secret", StringComparison.Ordinal));
    }
}
