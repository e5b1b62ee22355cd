using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Remote;
using Akka.Serialization;

namespace Sente.Actors.Tests;

/// <summary>Sends every message of Akka.NET that has a serializer in a cluster from one actor system to another, encoded as remoting does it.</summary>
public sealed class AkkaMessagesSpec : IAsyncLifetime
{
    private static readonly Type[] Roots = [typeof(ActorSystem), typeof(RemoteWatcher), typeof(Cluster), typeof(ClusterSharding), typeof(DistributedData), typeof(ClusterSingleton)];

    private readonly ExtendedActorSystem _from = Create("from");
    private readonly ExtendedActorSystem _to = Create("to");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _from.Terminate();
        await _to.Terminate();
    }

    [Fact]
    public void Every_message_is_sent_without_Newtonsoft_or_is_known_to_stay()
    {
        var maker = new AkkaMessages(_from);
        var types = MessageTypes();
        Assert.True(types.Count > 90, $"Only {types.Count} messages were found.");
        var problems = new List<string>();
        var crossed = 0;
        foreach (var type in types)
        {
            var stays = AkkaMessages.StaysOnItsNode(type);
            try
            {
                var back = Cross(maker.Create(type));
                crossed++;
                if (stays)
                {
                    problems.Add($"{type} crosses, but is listed as staying");
                }
                else if (back.GetType() != type)
                {
                    problems.Add($"{type} came back as {back.GetType()}");
                }
            }
            catch (Exception exception)
            {
                // A gate refused the message, or Akka's serializer does not support it.
                if (!stays || exception is not (SerializationException or ArgumentException))
                {
                    problems.Add($"{type} does not cross: {exception.GetBaseException().GetType().Name}: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}");
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        Assert.True(crossed > 60, $"Only {crossed} of {types.Count} messages crossed.");
    }

    [Fact]
    public void With_remoting_no_Newtonsoft_serializer_exists_and_the_serializer_bound_to_object_refuses_everything()
    {
        var serializers = AkkaMessages.RegisteredSerializers(_to);
        Assert.True(serializers.Count > 10, $"Only {serializers.Count} serializers were found.");
        Assert.DoesNotContain(serializers, serializer => serializer is NewtonSoftJsonSerializer);
        Assert.All(serializers.OfType<NetworkGate>(), gate => Assert.IsNotType<NewtonSoftJsonSerializer>(gate.Inner));

        var bound = _to.Serialization.FindSerializerForType(typeof(object));
        Assert.Throws<SerializationException>(() => bound.ToBinary(new object()));
        Assert.Throws<SerializationException>(() => bound.FromBinary<object>("{}"u8.ToArray()));
        foreach (var manifest in new[] { null, "", "System.Object, System.Private.CoreLib", "System.String, System.Private.CoreLib" })
        {
            Assert.Throws<SerializationException>(() => _to.Serialization.Deserialize("{}"u8.ToArray(), bound.Identifier, manifest));
        }
    }

    [Fact]
    public void Every_serializer_that_resolves_types_from_manifests_is_behind_a_gate() =>
        Assert.All(
            AkkaMessages.RegisteredSerializers(_to),
            serializer => Assert.True(serializer is SerializerWithStringManifest or NullSerializer, $"Akka resolves any type name for {serializer}."));

    [Fact]
    public void The_state_of_the_shard_coordinator_is_sent_and_a_register_or_key_of_another_type_is_not()
    {
        var state = Type.GetType("Akka.Cluster.Sharding.ShardCoordinator+CoordinatorState, Akka.Cluster.Sharding", throwOnError: true)!;
        Assert.Equal(typeof(LWWRegisterKey<>).MakeGenericType(state), Cross(Activator.CreateInstance(typeof(LWWRegisterKey<>).MakeGenericType(state), "state")!).GetType());

        IKey[] others = [new ORSetKey<FileInfo>("x"), new LWWRegisterKey<FileInfo>("x"), new LWWDictionaryKey<string, FileInfo>("x"), new GSetKey<FileInfo>("x")];
        foreach (var key in others)
        {
            var error = Assert.Throws<SerializationException>(() => Cross(key));
            Assert.Contains(NamedTypesGate.AllowSetting, error.Message, StringComparison.Ordinal);

            // Written with Akka's own serializer, as a hostile node would do it.
            var akkas = new Akka.DistributedData.Serialization.ReplicatedDataSerializer(_from);
            Assert.Throws<SerializationException>(() => _to.Serialization.Deserialize(akkas.ToBinary(key), 11, akkas.Manifest(key)));
        }
    }

    [Fact]
    public void Type_names_deep_inside_replicated_data_are_checked_compressed_or_not()
    {
        var akkas = new Akka.DistributedData.Serialization.ReplicatedDataSerializer(_from);
        var map = ORDictionary<string, ORSet<int>>.Empty.SetItem(Cluster.Get(_from).SelfUniqueAddress, "k", ORSet<int>.Empty);
        var bytes = akkas.ToBinary(map);
        Assert.Throws<SerializationException>(() => _to.Serialization.Deserialize(bytes, 11, akkas.Manifest(map)));
        Assert.Throws<SerializationException>(() => _to.Serialization.Deserialize([1, 2, 3], 11, "C"));

        var set = ORSet.Create(Cluster.Get(_from).SelfUniqueAddress, "text");
        Assert.Equal(set.Elements, ((ORSet<string>)Cross(set)).Elements);
    }

    [Fact]
    public async Task A_type_name_that_the_app_lists_is_allowed()
    {
        var allows = Create("allows", "sente.remoting.allowed-type-names = [\"System.Version, System.Private.CoreLib\"]");
        try
        {
            var akkas = new Akka.DistributedData.Serialization.ReplicatedDataSerializer(allows);
            var key = new GSetKey<Version>("x");
            Assert.Equal(key, allows.Serialization.Deserialize(akkas.ToBinary(key), 11, akkas.Manifest(key)));
        }
        finally
        {
            await allows.Terminate();
        }
    }

    // Without Protobuf's own classes, which are the bodies of messages, and without references to actors, which are sent as paths inside of messages.
    private List<Type> MessageTypes() =>
    [
        .. _from.Settings.Config.GetConfig("akka.actor.serialization-bindings").AsEnumerable()
            .Select(binding => Type.GetType(binding.Key.Trim('"')))
            .Where(type => type is not null && type != typeof(object) && type != typeof(IRemoteMessage))
            .Where(type => type != typeof(Google.Protobuf.IMessage) && type != typeof(IActorRef))
            .SelectMany(bound => Roots.SelectMany(root => root.Assembly.GetTypes()).Where(type => bound!.IsAssignableFrom(type)))
            .Where(type => type is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false } && !type.IsDefined(typeof(CompilerGeneratedAttribute), false))
            .Distinct()
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    private static ExtendedActorSystem Create(string name, string hocon = "")
    {
        var system = (ExtendedActorSystem)ActorSystem.Create(name, ConfigurationFactory.ParseString(
            hocon + "\nakka.loglevel = ERROR\nakka.actor.provider = cluster\nakka.remote.dot-netty.tcp.port = 0").WithFallback(SenteHocon.Reference));
        ClusterSharding.Get(system);
        DistributedData.Get(system);
        return system;
    }

    // As remoting does it: with the serializer's identifier and its manifest, which is null if there is none.
    private object Cross(object message) => Serialization.WithTransport(_from, () =>
    {
        var serializer = _from.Serialization.FindSerializerFor(message);
        Assert.IsNotType<JsonGate>(serializer);
        var manifest = Serialization.ManifestFor(serializer, message);
        var bytes = serializer.ToBinary(message);
        return _to.Serialization.Deserialize(bytes, serializer.Identifier, manifest.Length == 0 ? null : manifest);
    });
}
