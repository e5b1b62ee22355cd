using System.Net;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Sente.Host;

namespace Sente.AspNetCore.Tests;

/// <summary>The host's app with the shipped files.</summary>
public sealed class HostAppTests
{
    [Fact]
    public async Task It_is_ready_echoes_unmatched_events_and_sends_clients_away_when_it_stops()
    {
        await using var app = await StartAsync("--environment", "Development");
        using var http = new HttpClient { BaseAddress = Address(app) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/live")).StatusCode);
        await UntilReadyAsync(http);

        using var browser = Browser.WithPage(app.Services, Address(app), out var token);
        using var client = await browser.OpenAsync($"?client-id=c1&csrf-token={token}");
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", await client.ReceiveAsync());
        Assert.Equal(
            "[{:unmatched-event-as-echoed-from-server [:my-app/request {:a 1}]} \"cb\"]",
            await client.RequestAsync("[[:my-app/request {:a 1}] \"cb\"]"));

        var stopping = app.StopAsync();
        Assert.Equal((1001, "server is stopping"), await client.ReceiveCloseAsync());
        await stopping.InTime();
    }

    [Theory]
    [InlineData("sente-users")]
    [InlineData("sente-gateway")]
    [InlineData("sente")]
    public async Task It_stays_unready_when_one_of_its_actors_is_gone(string actor)
    {
        await using var app = await StartAsync("--environment", "Production");
        using var http = new HttpClient { BaseAddress = Address(app) };
        await UntilReadyAsync(http);

        app.Services.GetRequiredService<ActorSystem>().ActorSelection($"/user/{actor}").Tell(PoisonPill.Instance);
        while ((await http.GetAsync("health/ready").InTime()).StatusCode == HttpStatusCode.OK)
        {
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/live")).StatusCode);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_client_cannot_name_its_own_user(string environment)
    {
        await using var app = await StartAsync("--environment", environment);

        using var browser = Browser.WithPage(app.Services, Address(app), out var token);
        using var client = await browser.OpenAsync($"?uid=u1&client-id=c1&csrf-token={token}");
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", await client.ReceiveAsync());
    }

    [Fact]
    public async Task The_actor_system_runs_on_the_librarys_settings_where_the_files_say_nothing()
    {
        await using var app = await StartAsync("--environment", "Production");
        var config = app.Services.GetRequiredService<ActorSystem>().Settings.Config;

        Assert.Equal("ddata", config.GetString("akka.cluster.sharding.state-store-mode"));
        Assert.False(config.GetBoolean("akka.cluster.sharding.remember-entities"));
        Assert.Equal("off", config.GetString("akka.cluster.sharding.passivate-idle-entity-after"));
        Assert.Equal(20, config.GetInt("akka.cluster.sharding.least-shard-allocation-strategy.rebalance-absolute-limit"));
        Assert.Empty(config.GetStringList("akka.cluster.sharding.distributed-data.durable.keys"));
        Assert.False(config.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook"));
    }

    [Fact]
    public async Task A_node_of_the_cluster_profile_without_seeds_refuses_to_start()
    {
        await using var app = HostApp.Create(["--urls", "http://127.0.0.1:0", "--Sente:Profile", "cluster", "--Akka:Remote:dot-netty:tcp:port", "0"]);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync().InTime());
        Assert.Contains("needs seed nodes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_the_cluster_profile_without_a_shared_key_ring_refuses_to_start()
    {
        await using var app = HostApp.Create([
            "--urls", "http://127.0.0.1:0",
            "--Sente:Profile", "cluster",
            "--Akka:Remote:dot-netty:tcp:port", "0",
            "--Akka:Cluster:seed-nodes:0", "akka.tcp://sente@127.0.0.1:4053",
        ]);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync().InTime());
        Assert.Contains("Sente:KeyRing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_share_a_key_ring_accept_each_others_tokens()
    {
        var keys = Directory.CreateTempSubdirectory("sente-keys-");
        try
        {
            await using var one = await StartAsync("--environment", "Production", "--Sente:KeyRing", keys.FullName);
            await using var other = await StartAsync("--environment", "Production", "--Sente:KeyRing", keys.FullName);
            using var browser = Browser.WithPage(one.Services, Address(other), out var token);
            using var client = await browser.OpenAsync($"?client-id=c1&csrf-token={token}");
            Assert.StartsWith("[[:chsk/handshake ", await client.ReceiveAsync(), StringComparison.Ordinal);
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync(params string[] args)
    {
        var app = HostApp.Create(["--urls", "http://127.0.0.1:0", .. args]);
        await app.StartAsync().InTime();
        return app;
    }

    private static async Task UntilReadyAsync(HttpClient http)
    {
        HttpResponseMessage response;
        do
        {
            response = await http.GetAsync("health/ready").InTime();
        }
        while (response.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
