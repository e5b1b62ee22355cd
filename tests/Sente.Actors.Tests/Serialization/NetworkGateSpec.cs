using System.Runtime.Serialization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Serialization;

namespace Sente.Actors.Tests;

/// <summary>No message from another node can make this one create an object of a type that the message names.</summary>
public sealed class NetworkGateSpec : IAsyncLifetime
{
    private readonly ActorSystem _system = Create("akka.actor.provider = cluster, akka.remote.dot-netty.tcp.port = 0");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public void Every_message_that_the_cluster_binds_has_a_serializer_and_none_is_Newtonsofts()
    {
        ClusterSharding.Get(_system);
        DistributedData.Get(_system);
        var bindings = _system.Settings.Config.GetConfig("akka.actor.serialization-bindings").AsEnumerable()
            .Select(binding => Type.GetType(binding.Key.Trim('"')))
            .OfType<Type>()
            .Where(type => type != typeof(object));

        // An interface or base class represents all messages that have it, in every assembly of Akka.NET that the cluster uses.
        var messages = bindings.SelectMany(Implementations).ToHashSet();
        Assert.True(messages.Count > 100, $"Only {messages.Count} messages were found.");
        Assert.All(messages, type =>
        {
            var serializer = Serialization.FindSerializerForType(type);
            Assert.False(serializer is NewtonSoftJsonSerializer or JsonGate, $"{type} is serialized by {serializer}.");
        });
    }

    [Fact]
    public void A_message_without_a_serializer_does_not_leave_the_node_and_the_error_explains_what_to_do()
    {
        var error = Assert.Throws<SerializationException>(() => Serialization.Serialize(new Unbound(1)));
        Assert.Contains("akka.actor.serialization-bindings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_from_the_network_is_not_read()
    {
        var gadget = """{"$id":"1","$type":"System.IO.FileInfo, System.Private.CoreLib","fileName":"/tmp/x"}"""u8.ToArray();
        Assert.Throws<SerializationException>(() => Serialization.Deserialize(gadget, 1, ""));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(16)]
    [InlineData(22)]
    public void A_type_name_from_the_network_is_not_resolved(int serializer) =>
        Assert.Contains(
            "is not sent to or read from other nodes",
            Assert.Throws<SerializationException>(() => Serialization.Deserialize([], serializer, "System.Diagnostics.Process, System.Diagnostics.Process")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Every_registered_serializer_that_reads_types_by_name_is_behind_a_gate()
    {
        ClusterSharding.Get(_system);
        DistributedData.Get(_system);
        var names = _system.Settings.Config.GetConfig("akka.actor.serializers").AsEnumerable().Select(entry => entry.Value.GetString());
        Assert.All(names, name => Assert.True(typeof(SerializerWithStringManifest).IsAssignableFrom(Type.GetType(name)), $"{name} reads types by name."));
    }

    [Fact]
    public void Messages_that_nodes_need_pass_the_gates()
    {
        object[] messages =
        [
            new Identify("id"), PoisonPill.Instance, new Status.Success("done"), new ActorSelectionMessage(new Identify("id"), [], wildCardFanOut: false),
            new Akka.Dispatch.SysMsg.DeathWatchNotification(_system.DeadLetters, existenceConfirmed: true, addressTerminated: false),
            new byte[] { 1, 2 }, "text", 5, 5L,
        ];
        Assert.All(messages, message => Assert.Equal(message.GetType(), Roundtrip(message).GetType()));
    }

    [Fact]
    public void The_exception_of_a_failure_is_sent_as_text()
    {
        var failure = (Status.Failure)Roundtrip(new Status.Failure(new InvalidOperationException("out of ink")));
        Assert.Equal("System.InvalidOperationException: out of ink", failure.Cause.Message);
    }

    [Fact]
    public async Task A_system_without_remoting_keeps_the_json_serializer()
    {
        var local = Create("");
        try
        {
            var serialization = ((ExtendedActorSystem)local).Serialization;
            var bytes = serialization.Serialize(new Unbound(7));
            Assert.Equal(new Unbound(7), serialization.Deserialize(bytes, 1, typeof(Unbound)));
        }
        finally
        {
            await local.Terminate();
        }
    }

    [Theory]
    [InlineData("hostname = 10.0.0.1")]
    [InlineData("hostname = \"\"")]
    [InlineData("hostname = 127.0.0.1, bind-hostname = 0.0.0.0")]
    [InlineData("hostname = 0.0.0.0, enable-ssl = on, ssl.suppress-validation = on")]
    [InlineData("hostname = 0.0.0.0, enable-ssl = on, ssl.require-mutual-authentication = off")]
    public void Remoting_on_a_network_without_mutual_tls_is_refused_before_it_listens(string transport)
    {
        var error = Record.Exception(() => Create($"akka.actor.provider = remote, akka.remote.dot-netty.tcp {{ port = 0, {transport} }}"));
        while (error is { InnerException: { } inner } and not ConfigurationException)
        {
            error = inner;
        }

        Assert.Contains(RemotingExposure.AllowSetting, Assert.IsType<ConfigurationException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remoting_on_a_network_is_allowed_by_a_setting()
    {
        var open = Create("akka.actor.provider = remote, akka.remote.dot-netty.tcp { port = 0, hostname = 127.0.0.1, bind-hostname = 0.0.0.0 }, sente.remoting.allow-unauthenticated = on");
        await open.Terminate();
    }

    [Fact]
    public async Task Remoting_on_a_network_is_allowed_with_mutual_tls()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllBytesAsync(file, SelfSigned().Export(X509ContentType.Pfx, "secret"));
            var certificate = $"certificate {{ path = \"{file.Replace('\\', '/')}\", password = secret }}";
            var secured = Create($"akka.actor.provider = remote, akka.remote.dot-netty.tcp {{ port = 0, hostname = 127.0.0.1, bind-hostname = 0.0.0.0, enable-ssl = on, ssl {{ {certificate} }} }}");
            Assert.Equal("akka.ssl.tcp", ((ExtendedActorSystem)secured).Provider.DefaultAddress.Protocol);
            await secured.Terminate();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Akka.Serialization.Serialization Serialization => ((ExtendedActorSystem)_system).Serialization;

    private static ActorSystem Create(string hocon) =>
        ActorSystem.Create("gates", ConfigurationFactory.ParseString("akka.loglevel = ERROR\n" + hocon.Replace(", akka", "\nakka").Replace(", sente", "\nsente")).WithFallback(SenteHocon.Reference));

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static IEnumerable<Type> Implementations(Type type) =>
        new[] { typeof(ActorSystem), typeof(Akka.Remote.RemoteWatcher), typeof(Cluster), typeof(ClusterSharding), typeof(DistributedData), typeof(Akka.Cluster.Tools.Singleton.ClusterSingleton), typeof(SenteNode) }
            .SelectMany(root => root.Assembly.GetTypes())
            .Where(candidate => candidate is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false } && type.IsAssignableFrom(candidate));

    private object Roundtrip(object message)
    {
        var serializer = Serialization.FindSerializerFor(message);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
        return Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, manifest.Length == 0 ? null : manifest);
    }

    private sealed record Unbound(int Number);
}
