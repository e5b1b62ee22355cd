using System.Collections.Concurrent;
using System.Reflection;
using Akka.Actor;
using Akka.Serialization;

namespace Sente.ClusterTests;

/// <summary>Records the serializer and the manifest of every message that an actor system deserializes.</summary>
internal sealed class Recording
{
    private readonly ConcurrentDictionary<(int Serializer, string Manifest), bool> _seen = new();

    public IReadOnlyCollection<(int Serializer, string Manifest)> Seen => [.. _seen.Keys];

    /// <summary>Begins to record. Serializers that an extension registers later are not recorded, so start the extensions first.</summary>
    public void Attach(ActorSystem system)
    {
        var serialization = ((ExtendedActorSystem)system).Serialization;
        var field = typeof(Serialization).GetField("_serializersById", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var serializers = (Dictionary<int, Serializer>)field.GetValue(serialization)!;

        // A new dictionary, because other threads read the old one without a lock.
        field.SetValue(serialization, serializers.ToDictionary(entry => entry.Key, Serializer (entry) => new Recorder((ExtendedActorSystem)system, entry.Value, _seen)));
    }

    private sealed class Recorder(ExtendedActorSystem system, Serializer inner, ConcurrentDictionary<(int Serializer, string Manifest), bool> seen)
        : SerializerWithStringManifest(system)
    {
        public override int Identifier => inner.Identifier;

        public override string Manifest(object o) => Serialization.ManifestFor(inner, o);

        public override byte[] ToBinary(object obj) => inner.ToBinary(obj);

        public override object FromBinary(byte[] bytes, string manifest)
        {
            seen.TryAdd((Identifier, manifest ?? ""), true);

            // The null serializer is the only one without string manifests.
            return inner is SerializerWithStringManifest named ? named.FromBinary(bytes, manifest) : inner.FromBinary(bytes, null);
        }
    }
}
