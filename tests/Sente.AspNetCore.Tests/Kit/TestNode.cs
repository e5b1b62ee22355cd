using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Actors;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// A node on a free port of loopback, by default over Kestrel, with the query parameter <c>uid</c> as uid and without a CSRF check. It records every
/// log line and counter.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    /// <summary>Whether nodes have remoting and sharding, as in a cluster.</summary>
    private static readonly bool IsSharded = Environment.GetEnvironmentVariable("SENTE_TEST_FORM") == "sharded";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();

    private TestNode(WebApplication app, TestLog log)
    {
        App = app;
        Log = log;
    }

    /// <summary>The running app.</summary>
    public WebApplication App { get; }

    /// <summary>The recorded log lines.</summary>
    public TestLog Log { get; }

    /// <summary>Pushes to users of this node.</summary>
    public ISente Sente => App.Services.GetRequiredService<ISente>();

    /// <summary>The node behind the endpoint.</summary>
    public SenteNode Node => App.Services.GetRequiredService<NodeAccessor>().Node;

    /// <summary>The address that the node listens on.</summary>
    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a node.</summary>
    /// <param name="sente">Changes options.</param>
    /// <param name="handlers">Adds handlers.</param>
    /// <param name="app">Changes the app's services, before Sente is added.</param>
    /// <param name="endpoint">Changes options of the endpoint <c>/chsk</c>.</param>
    /// <param name="protocols">The versions of HTTP that Kestrel supports.</param>
    /// <param name="map">Maps more endpoints.</param>
    /// <param name="middleware">Adds middleware, and endpoints before <c>/chsk</c>.</param>
    /// <param name="conventions">Adds conventions to the endpoint <c>/chsk</c>.</param>
    /// <param name="certificate">The certificate for TLS; null: no TLS.</param>
    public static async Task<TestNode> StartAsync(
        Action<SenteOptions>? sente = null,
        Action<SenteBuilder>? handlers = null,
        Action<WebApplicationBuilder>? app = null,
        Action<SenteEndpointOptions>? endpoint = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        Action<WebApplication>? map = null,
        Action<WebApplication>? middleware = null,
        Action<IEndpointConventionBuilder>? conventions = null,
        X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new TestLog();
        builder.Logging.ClearProviders().AddFilter((_, level) => level >= LogLevel.Debug).AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        app?.Invoke(builder);
        if (IsSharded && builder.Services.All(service => service.ServiceType != typeof(ActorSystem)))
        {
            builder.Services.AddAkka("sharded", ClusterOfOne);
        }

        var names = builder.Services.AddSente(options =>
        {
            options.UserId = request => new(request.HttpContext.Request.Query["uid"]);
            options.Csrf = CsrfCheck.Skip;
            options.Limits.KeepAliveSweep = TimeSpan.FromMilliseconds(20);
            sente?.Invoke(options);
        });
        handlers?.Invoke(names);
        var built = builder.Build();
        middleware?.Invoke(built);
        var chsk = built.MapSente("/chsk", endpoint);
        conventions?.Invoke(chsk);
        map?.Invoke(built);
        var node = new TestNode(built, log);
        await built.StartAsync().WaitAsync(TimeSpan.FromSeconds(60));
        node.Listen();
        return node;
    }

    /// <summary>Returns the value of a counter.</summary>
    public long Counted(string name) => _counts.GetValueOrDefault(name);

    /// <summary>Opens a WebSocket of a user and receives its handshake.</summary>
    public async Task<RawClient> ConnectAsync(string uid, string? clientId = null, string query = "")
    {
        var client = await OpenAsync($"?uid={uid}&client-id={clientId ?? $"client-of-{uid}"}{query}");
        Assert.Equal($"[[:chsk/handshake [\"{uid}\" nil nil]] nil]", await client.ReceiveAsync());
        return client;
    }

    /// <summary>Opens a WebSocket.</summary>
    public Task<RawClient> OpenAsync(string query, string path = "/chsk") => RawClient.ConnectAsync(UriOf(query, path));

    /// <summary>Returns the URI of a WebSocket.</summary>
    public Uri UriOf(string query, string path = "/chsk") => new UriBuilder(Address) { Scheme = Address.Scheme == "https" ? "wss" : "ws", Path = path, Query = query }.Uri;

    /// <summary>Requests an upgrade that is refused; returns the HTTP response.</summary>
    public async Task<(int Status, string Body)> RefusedAsync(string query, string path = "/chsk")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(Address) { Path = path, Query = query }.Uri);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var response = await http.SendAsync(request).InTime();
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>Configures a cluster of one node, with short intervals.</summary>
    private static void ClusterOfOne(AkkaConfigurationBuilder akka) => akka
        .AddHocon("akka.cluster { leader-actions-interval = 100ms, periodic-tasks-initial-delay = 100ms, singleton.hand-over-retry-interval = 100ms }", HoconAddMode.Prepend)
        .ConfigureLoggers(loggers =>
        {
            loggers.ClearLoggers();
            loggers.AddLoggerFactory();
        })
        .WithRemoting("127.0.0.1", 0)
        .WithClustering()
        .WithSente()
        .AddStartup((system, _) => Cluster.Get(system).Join(Cluster.Get(system).SelfAddress));

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
