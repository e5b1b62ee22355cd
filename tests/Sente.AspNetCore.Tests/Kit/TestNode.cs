using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Actors;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// A node on a free port of loopback, over real Kestrel unless told otherwise. The uid is the query parameter <c>uid</c>. Every log line and
/// counter is kept.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();

    private TestNode(WebApplication app, TestLog log)
    {
        App = app;
        Log = log;
    }

    /// <summary>The running app.</summary>
    public WebApplication App { get; }

    /// <summary>All that was logged.</summary>
    public TestLog Log { get; }

    /// <summary>For code that is no actor.</summary>
    public ISente Sente => App.Services.GetRequiredService<ISente>();

    /// <summary>The node behind the endpoint.</summary>
    public SenteNode Node => App.Services.GetRequiredService<SenteNodeSlot>().Node;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a node.</summary>
    /// <param name="sente">Changes options.</param>
    /// <param name="handlers">Names handlers.</param>
    /// <param name="app">Describes the app otherwise.</param>
    /// <param name="endpoint">Changes options of the endpoint <c>/chsk</c>.</param>
    /// <param name="protocols">What Kestrel speaks.</param>
    public static async Task<TestNode> StartAsync(
        Action<SenteOptions>? sente = null,
        Action<SenteBuilder>? handlers = null,
        Action<WebApplicationBuilder>? app = null,
        Action<SenteEndpointOptions>? endpoint = null,
        HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new TestLog();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        app?.Invoke(builder);
        var names = builder.Services.AddSente(options =>
        {
            options.UserId = context => context.Request.Query["uid"];
            options.Limits.KeepAliveSweep = TimeSpan.FromMilliseconds(20);
            sente?.Invoke(options);
        });
        handlers?.Invoke(names);
        var built = builder.Build();
        built.MapSente("/chsk", endpoint);
        var node = new TestNode(built, log);
        await built.StartAsync().WaitAsync(TimeSpan.FromSeconds(60));
        node.Listen();
        return node;
    }

    /// <summary>What a counter of the node's meter stands at.</summary>
    public long Counted(string name) => _counts.GetValueOrDefault(name);

    /// <summary>A WebSocket of the user that got its handshake.</summary>
    public async Task<RawClient> ConnectAsync(string uid, string? clientId = null, string query = "")
    {
        var client = await OpenAsync($"?uid={uid}&client-id={clientId ?? $"client-of-{uid}"}{query}");
        Assert.Equal($"[[:chsk/handshake [\"{uid}\" nil nil]] nil]", await client.ReceiveAsync());
        return client;
    }

    /// <summary>A WebSocket with this query.</summary>
    public Task<RawClient> OpenAsync(string query) => RawClient.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/chsk", Query = query }.Uri);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await App.DisposeAsync();
    }

    private void Listen()
    {
        var metrics = Node.Metrics;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (metrics.Owns(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
    }
}
