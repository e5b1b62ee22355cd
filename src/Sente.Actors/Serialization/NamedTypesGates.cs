using System.Collections.Frozen;
using Akka.Actor;
using Akka.DistributedData.Serialization;
using Akka.Persistence;
using Akka.Persistence.Fsm;
using Akka.Persistence.Serialization;
using Akka.Serialization;
using Akka.Streams.Serialization;

namespace Sente.Actors;

/// <summary>The gate of values and keys of Akka.DistributedData, where sharding keeps the state of its coordinator.</summary>
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

/// <summary>The gate of Akka.Delivery, which apps may use; Sente does not.</summary>
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

    // The serializer is internal to Akka.Cluster.
    private static Serializer Create(ExtendedActorSystem system) => (Serializer)Activator.CreateInstance(
        typeof(Akka.Cluster.Cluster).Assembly.GetType("Akka.Cluster.Serialization.ReliableDeliverySerializer", throwOnError: true)!, system)!;
}

/// <summary>The gate of stream references, which apps may use; Sente does not.</summary>
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

/// <summary>The gate of Akka.Persistence, which apps may use. Akka would resolve any type that a manifest names.</summary>
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

/// <summary>The gate of events for journals on other nodes.</summary>
internal sealed class PersistenceMessageGate(ExtendedActorSystem system)
    : PersistenceGate(system, new PersistenceMessageSerializer(system), identifier: 7, typeof(Persistent), typeof(AtomicWrite), typeof(AtLeastOnceDeliverySnapshot), typeof(PersistentFSM.StateChangeEvent));

/// <summary>The gate of snapshots for stores on other nodes.</summary>
internal sealed class PersistenceSnapshotGate(ExtendedActorSystem system)
    : PersistenceGate(system, new PersistenceSnapshotSerializer(system), identifier: 8, typeof(Snapshot));
