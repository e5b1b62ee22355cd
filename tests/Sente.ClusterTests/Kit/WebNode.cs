using System.Net.WebSockets;
using System.Text;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Actors;

namespace Sente.ClusterTests;

/// <summary>A node in this process whose endpoint is served by Kestrel; the uid is the query parameter <c>uid</c>.</summary>
internal sealed class WebNode(WebApplication app) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Address Address => Cluster.Get(app.Services.GetRequiredService<ActorSystem>()).SelfAddress;

    public ISente Sente => app.Services.GetRequiredService<ISente>();

    private SenteNode Node => app.Services.GetRequiredService<NodeAccessor>().Node;

    /// <summary>Starts a node and joins it to the first one.</summary>
    public static async Task<WebNode> StartAsync(WebNode? first, Action<SenteBuilder> handlers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAkka("sente", akka => akka.AddHocon(TestCluster.Hocon, HoconAddMode.Prepend).WithSente());
        handlers(builder.Services.AddSente(sente =>
        {
            sente.UserId = request => new(request.HttpContext.Request.Query["uid"]);
            sente.Csrf = CsrfCheck.Skip;
        }));
        var app = builder.Build();
        app.MapSente("/chsk");
        await app.StartAsync();
        var node = new WebNode(app);
        var seed = first ?? node;
        using var patience = new CancellationTokenSource(Patience);
        await Cluster.Get(app.Services.GetRequiredService<ActorSystem>()).JoinAsync(seed.Address, patience.Token);

        // The coordinator places users only in regions that it knows.
        while ((await seed.Node.Actors.Region.Ask<CurrentRegions>(GetCurrentRegions.Instance, Patience)).Regions.Count < (first is null ? 1 : 2))
        {
            await Task.Yield();
        }

        return node;
    }

    /// <summary>Opens a WebSocket and waits for its handshake.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string uid)
    {
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{address.Port}/chsk?uid={uid}&client-id=c1"), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal($"[[:chsk/handshake [\"{uid}\" nil nil]] nil]", await ReceiveAsync(socket));
        return socket;
    }

    /// <summary>Returns whether the user's actor runs on this node.</summary>
    public bool IsHomeOf(string uid) => Node.Presence.Current.Any.Contains(uid);

    public static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Receives the next text message that is not a ping. Answers pings, as stock clients do.</summary>
    public static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        while (true)
        {
            var message = await ReceiveAnyAsync(socket);
            if (message != "[:chsk/ws-ping nil]")
            {
                return message;
            }

            await SendAsync(socket, "[[:chsk/ws-pong] nil]");
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task<string> ReceiveAnyAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).AsTask().WaitAsync(Patience);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }
}
