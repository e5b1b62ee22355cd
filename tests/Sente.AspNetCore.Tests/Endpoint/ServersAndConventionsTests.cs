using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

/// <summary>The same endpoint over other servers and versions of HTTP, and with an app's conventions.</summary>
public sealed class ServersAndConventionsTests
{
    [Fact]
    public async Task Over_http2_clients_connect_by_CONNECT()
    {
        await using var node = await TestNode.StartAsync(handlers: RecordedServer.AddHandlers, protocols: HttpProtocols.Http2);
        using var client = await RawClient.ConnectAsync(node.UriOf("?uid=u1&client-id=c1"), options =>
        {
            options.HttpVersion = HttpVersion.Version20;
            options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        });

        await ConverseAsync(node, client);
        Assert.Equal((3000, "bye"), await client.CloseAsync(3000, "bye"));
    }

    [Fact]
    public async Task A_node_runs_on_a_test_server_too()
    {
        await using var node = await TestNode.StartAsync(handlers: RecordedServer.AddHandlers, app: builder => builder.WebHost.UseTestServer());
        var socket = await node.App.GetTestServer().CreateWebSocketClient()
            .ConnectAsync(new Uri("ws://localhost/chsk?uid=u1&client-id=c1"), CancellationToken.None).InTime();
        using var client = new RawClient(socket);

        await ConverseAsync(node, client);
        Assert.Equal((3000, "bye"), await client.CloseAsync(3000, "bye"));
    }

    [Fact]
    public async Task Compression_is_off_unless_the_endpoint_allows_it()
    {
        await using var node = await TestNode.StartAsync(
            handlers: RecordedServer.AddHandlers,
            map: app => app.MapSente("/compressed", endpoint => endpoint.WebSocketCompression = true));

        Assert.Null(await NegotiatedAsync(node, "/chsk"));
        Assert.Contains("permessage-deflate", await NegotiatedAsync(node, "/compressed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_requires_authorization_lets_in_whom_the_app_knows_and_handlers_see_who_it_is()
    {
        await using var node = await TestNode.StartAsync(
            handlers: names => names.On("test/who", (EventMsg msg) => msg.Request.User.Identity?.Name),
            app: builder =>
            {
                builder.Services.AddAuthorization();
                builder.Services
                    .AddAuthentication(NameInHeader.SchemeName)
                    .AddScheme<AuthenticationSchemeOptions, NameInHeader>(NameInHeader.SchemeName, null);
            },
            map: app => app
                .MapSente("/private", endpoint => endpoint.UserId = request => new(request.User.Identity?.Name))
                .RequireAuthorization());

        Assert.Equal(401, (await node.RefusedAsync("?client-id=c1", "/private")).Status);
        using var client = await RawClient.ConnectAsync(node.UriOf("?client-id=c1", "/private"), options => options.SetRequestHeader("X-Name", "ada"));
        Assert.Equal("[[:chsk/handshake [\"ada\" nil nil]] nil]", await client.ReceiveAsync());
        Assert.Equal("[\"ada\" \"cb\"]", await client.RequestAsync("[[:test/who] \"cb\"]"));
    }

    private static async Task ConverseAsync(TestNode node, RawClient client)
    {
        Assert.Equal("[[:chsk/handshake [\"u1\" nil nil]] nil]", await client.ReceiveAsync());
        Assert.Equal("[{:a 1} \"cb1\"]", await client.RequestAsync("[[:test/echo {:a 1}] \"cb1\"]"));
        node.Sente.Push("u1", new Event("test/pushed", 1));
        Assert.Equal("[[[:test/pushed 1]] nil]", await client.ReceiveAsync());
    }

    private static async Task<string?> NegotiatedAsync(TestNode node, string path)
    {
        using var client = await RawClient.ConnectAsync(
            node.UriOf("?uid=u1&client-id=c1", path),
            options => options.DangerousDeflateOptions = new WebSocketDeflateOptions());
        await ConverseAsync(node, client);
        var headers = ((ClientWebSocket)client.Socket).HttpResponseHeaders!;
        return headers.TryGetValue("Sec-WebSocket-Extensions", out var extensions) ? string.Join(", ", extensions) : null;
    }
}
