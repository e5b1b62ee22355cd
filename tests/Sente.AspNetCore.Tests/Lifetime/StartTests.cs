using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

/// <summary>Mistakes in the set-up are errors when the host starts, with the remedy in the message.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Without_an_actor_system_of_the_apps_a_node_of_its_own_is_made_that_nobody_else_can_reach()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddSente();
        await using var app = builder.Build();
        app.MapSente("/chsk");
        await app.StartAsync().InTime();

        var system = (ExtendedActorSystem)app.Services.GetRequiredService<ActorSystem>();
        Assert.Equal("sente", system.Name);
        Assert.IsType<LocalActorRefProvider>(system.Provider);
    }

    [Theory]
    [InlineData("", typeof(LocalActorRefProvider))]
    [InlineData("clustering, sente", typeof(ClusterActorRefProvider))]
    [InlineData("sente, clustering", typeof(ClusterActorRefProvider))]
    [InlineData("sente, remoting, clustering", typeof(ClusterActorRefProvider))]
    [InlineData("remoting, sente", typeof(RemoteActorRefProvider))]
    [InlineData("sente, remoting", typeof(RemoteActorRefProvider))]
    public async Task An_app_with_an_actor_system_keeps_it_in_whatever_order_it_is_described(string order, Type provider)
    {
        await using var node = await TestNode.StartAsync(
            sente => sente.Limits.MaxConnectionsPerUser = 1,
            RecordedServer.AddHandlers,
            app: builder => builder.Services.AddAkka("mine", akka => Describe(akka, order)));
        using var client = await node.ConnectAsync("u1", "c1");

        var system = node.App.Services.GetRequiredService<ActorSystem>();
        Assert.Equal(("mine", provider), (system.Name, ((ExtendedActorSystem)system).Provider.GetType()));
        Assert.Equal("[1 \"cb\"]", await client.RequestAsync("[[:test/echo 1] \"cb\"]"));
        using var second = await node.OpenAsync("?uid=u1&client-id=c2");
        Assert.Equal((1013, "too many connections"), await second.ExpectCloseAsync());
    }

    [Fact]
    public async Task AddSente_may_come_before_AddAkka()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddSente();
        builder.Services.AddAkka("mine", akka => akka.WithSente());
        await using var app = builder.Build();
        app.MapSente("/chsk");

        await app.StartAsync().InTime();
        Assert.Equal("mine", app.Services.GetRequiredService<ActorSystem>().Name);
        Assert.Equal(0, (await app.Services.GetRequiredService<ISente>().PushAsync("u1", new Event("test/a"))).Written);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_actor_system_without_WithSente_is_an_error_at_start_whatever_the_order(bool akkaFirst)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        if (akkaFirst)
        {
            builder.Services.AddAkka("mine", _ => { });
            builder.Services.AddSente();
        }
        else
        {
            builder.Services.AddSente();
            builder.Services.AddAkka("mine", _ => { });
        }

        await using var app = builder.Build();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync().InTime());
        Assert.Contains("lacks WithSente()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapSente_without_AddSente_says_what_is_missing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapSente("/chsk"));
        Assert.Equal("MapSente(\"/chsk\") needs Sente's services: call builder.Services.AddSente(...) before builder.Build().", error.Message);
    }

    private static void Describe(AkkaConfigurationBuilder akka, string order)
    {
        foreach (var part in order.Length == 0 ? ["sente"] : order.Split(", "))
        {
            switch (part)
            {
                case "remoting":
                    akka.WithRemoting("127.0.0.1", 0);
                    break;
                case "clustering":
                    akka.WithRemoting("127.0.0.1", 0).WithClustering()
                        .AddStartup((system, _) => Cluster.Get(system).Join(Cluster.Get(system).SelfAddress));
                    break;
                default:
                    akka.WithSente();
                    break;
            }
        }
    }
}
