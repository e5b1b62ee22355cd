using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sente.Host;

namespace Sente.AspNetCore.Tests;

/// <summary>The shipped HOCON files.</summary>
public sealed class HostHoconTests
{
    [Fact]
    public void Remoting_stays_on_this_machine_and_a_split_cluster_keeps_the_majority()
    {
        var hocon = Load(("Sente:Profile", "cluster"));

        Assert.Equal("cluster", hocon.GetString("akka.actor.provider"));
        Assert.Equal("127.0.0.1", hocon.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal("keep-majority", hocon.GetString("akka.cluster.split-brain-resolver.active-strategy"));
        Assert.Equal("Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster", hocon.GetString("akka.cluster.downing-provider-class"));
    }

    [Fact]
    public void By_default_a_node_is_alone_and_has_no_remoting() =>
        Assert.Equal("local", Load().GetString("akka.actor.provider"));

    [Fact]
    public void In_the_cluster_profile_a_node_joins_only_by_seeds_and_on_a_port_that_others_know()
    {
        var hocon = Load(("Sente:Profile", "cluster"));

        Assert.Empty(hocon.GetStringList("akka.cluster.seed-nodes"));
        Assert.Equal(4053, hocon.GetInt("akka.remote.dot-netty.tcp.port"));
    }

    [Fact]
    public void In_the_test_profile_every_message_is_serialized() =>
        Assert.True(Load(("Sente:Profile", "test")).GetBoolean("akka.actor.serialize-messages"));

    [Fact]
    public void Variables_of_the_environment_win_over_every_file()
    {
        var hocon = Load(
            ("Sente:Profile", "cluster"),
            ("AKKA:REMOTE:DOT_NETTY:TCP:PORT", "4711"),
            ("AKKA:CLUSTER:SEED_NODES:0", "akka.tcp://sente@127.0.0.1:4711"),
            ("SENTE:REMOTING:ALLOW_UNAUTHENTICATED", "on"));

        Assert.Equal(4711, hocon.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.True(hocon.GetBoolean("sente.remoting.allow-unauthenticated"));
        Assert.Equal(["akka.tcp://sente@127.0.0.1:4711"], hocon.GetStringList("akka.cluster.seed-nodes"));
    }

    [Fact]
    public void An_unknown_profile_is_refused_with_the_names_of_those_that_exist()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Load(("Sente:Profile", "custer")));

        Assert.Equal("Sente:Profile is \"custer\", which does not exist: use cluster, single-node, test.", error.Message);
    }

    private static Config Load(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return new AkkaConfigurationBuilder(new ServiceCollection(), "test").AddHostHocon(configuration).Configuration.Value;
    }
}
