using System.Collections.Frozen;
using Akka.Actor;
using Akka.DistributedData.Serialization;
using Akka.Persistence;
using Akka.Persistence.Fsm;
using Akka.Persistence.Serialization;
using Akka.Serialization;
using Akka.Streams.Serialization;

namespace Sente.Actors;

/// <summary>Values and keys of Akka.DistributedData: sharding keeps its coordinator's state there.</summary>
internal sealed class ReplicatedDataGate(ExtendedActorSystem system)
    : NamedTypesGate(system, new ReplicatedDataSerializer(system), identifier: 11, "Akka.DistributedData.Serialization.Proto.Msg.ReplicatedDataMessagesReflection", Messages)
{
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["A"] = "",
        ["B"] = "GSet",
        ["b"] = "Key",
        ["C"] = "ORSet*",
        ["c"] = "Key",
        ["Ca"] = "ORSet",
        ["Cr"] = "ORSet",
        ["Cf"] = "ORSet",
        ["Cg"] = "ORSetDeltaGroup",
        ["D"] = "",
        ["d"] = "Key",
        ["E"] = "LWWRegister",
        ["e"] = "Key",
        ["F"] = "",
        ["f"] = "Key",
        ["G"] = "",
        ["g"] = "Key",
        ["H"] = "ORMap*",
        ["h"] = "Key",
        ["Ha"] = "ORMapDeltaGroup",
        ["Hr"] = "ORMapDeltaGroup",
        ["Hk"] = "ORMapDeltaGroup",
        ["Hu"] = "ORMapDeltaGroup",
        ["Hg"] = "ORMapDeltaGroup",
        ["I"] = "LWWMap*",
        ["Ig"] = "ORMapDeltaGroup",
        ["i"] = "Key",
        ["J"] = "PNCounterMap*",
        ["Jo"] = "ORMapDeltaGroup",
        ["j"] = "Key",
        ["K"] = "ORMultiMap*",
        ["Ko"] = "ORMultiMapDelta",
        ["k"] = "Key",
        ["L"] = "",
    };
}

/// <summary>Messages of Akka.Delivery, for apps: Sente doesn't use it.</summary>
internal sealed class ReliableDeliveryGate(ExtendedActorSystem system)
    : NamedTypesGate(system, Create(system), identifier: 36, "Akka.Cluster.Serialization.Proto.Msg.ReliableDeliveryReflection", Messages)
{
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["a"] = "SequencedMessage",
        ["b"] = "",
        ["c"] = "",
        ["d"] = "",
        ["e"] = "RegisterConsumer",
        ["f"] = "MessageSent",
        ["g"] = "",
        ["h"] = "State",
        ["i"] = "",
    };

    // Internal to Akka.Cluster, which names it in its own configuration only.
    private static Serializer Create(ExtendedActorSystem system) => (Serializer)Activator.CreateInstance(
        typeof(Akka.Cluster.Cluster).Assembly.GetType("Akka.Cluster.Serialization.ReliableDeliverySerializer", throwOnError: true)!, system)!;
}

/// <summary>References to streams, for apps: Sente doesn't use them.</summary>
internal sealed class StreamRefGate(ExtendedActorSystem system)
    : NamedTypesGate(system, new StreamRefSerializer(system), identifier: 30, "Akka.Streams.Serialization.Proto.Msg.StreamRefMessagesReflection", Messages)
{
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["A"] = "",
        ["B"] = "",
        ["C"] = "",
        ["D"] = "",
        ["E"] = "SourceRef",
        ["F"] = "SinkRef",
        ["G"] = "",
    };
}

/// <summary>Persistent messages, for apps with journals: Akka would resolve any type that the manifest names.</summary>
internal abstract class PersistenceGate(ExtendedActorSystem system, Serializer inner, int identifier, params Type[] types) : NetworkGate(system, inner, identifier)
{
    private readonly FrozenDictionary<string, Type>? _allowed = IsRemote(system)
        ? types.Select(type => (Name: TypeNames.Of(type), Type: type))
            .Concat(NamedTypesGate.AllowedNames(system).Select(name => (Name: name, Type: Type.GetType(name)!)).Where(named => named.Type is not null))
            .DistinctBy(named => named.Name)
            .ToFrozenDictionary(named => named.Name, named => named.Type, StringComparer.Ordinal)
        : null;

    protected override bool Allows(string manifest) => _allowed?.ContainsKey(manifest) ?? true;

    protected override Type? TypeOf(string manifest) => _allowed is null ? Type.GetType(manifest, throwOnError: true) : _allowed[manifest];
}

/// <summary>Events in journals on other nodes.</summary>
internal sealed class PersistenceMessageGate(ExtendedActorSystem system)
    : PersistenceGate(system, new PersistenceMessageSerializer(system), identifier: 7, typeof(Persistent), typeof(AtomicWrite), typeof(AtLeastOnceDeliverySnapshot), typeof(PersistentFSM.StateChangeEvent));

/// <summary>Snapshots in stores on other nodes.</summary>
internal sealed class PersistenceSnapshotGate(ExtendedActorSystem system)
    : PersistenceGate(system, new PersistenceSnapshotSerializer(system), identifier: 8, typeof(Snapshot));
