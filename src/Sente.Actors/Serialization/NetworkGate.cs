using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote;
using Akka.Serialization;

namespace Sente.Actors;

/// <summary>
/// Replaces one of Akka.NET's own serializers, with the same identifier, and calls it only for allowed manifests. For a serializer without string
/// manifests, Akka resolves the type name in a message before it calls the serializer; as a serializer with string manifests, a gate is called first.
/// </summary>
/// <remarks>Akka constructs the gates, from <c>reference.hocon</c>. An app that needs the original serializer sets it in <c>akka.actor.serializers</c>.</remarks>
internal abstract class NetworkGate(ExtendedActorSystem system, Serializer inner, int identifier) : SerializerWithStringManifest(system)
{
    /// <summary>Akka's serializer behind this gate.</summary>
    public Serializer Inner { get; } = inner;

    /// <summary>The name of that serializer in error texts.</summary>
    protected virtual string InnerName => Inner.GetType().Name;

    // Without remoting, Akka's configuration has no identifiers for its remoting serializers, but the gates are configured there too.
    public override int Identifier { get; } = identifier;

    public override string Manifest(object o) => Inner switch
    {
        SerializerWithStringManifest named => named.Manifest(o),
        { IncludeManifest: true } => TypeNames.Of(o.GetType()),
        _ => "",
    };

    public override byte[] ToBinary(object obj)
    {
        var manifest = Manifest(obj);
        return Allows(manifest) ? Inner.ToBinary(obj) : throw Refusal(obj.GetType().FullName ?? manifest);
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        // Remoting passes null for a message without a manifest.
        if (string.IsNullOrEmpty(manifest))
        {
            manifest = "";
        }

        if (!Allows(manifest))
        {
            throw Refusal(manifest);
        }

        return Inner is SerializerWithStringManifest named ? named.FromBinary(bytes, manifest) : Inner.FromBinary(bytes, TypeOf(manifest)!);
    }

    /// <summary>Whether messages with the manifest are allowed.</summary>
    protected abstract bool Allows(string manifest);

    /// <summary>Returns the type of an allowed manifest; null if the serializer needs none.</summary>
    protected virtual Type? TypeOf(string manifest) => null;

    /// <summary>Whether the system has remoting, so that messages can come from other processes.</summary>
    protected static bool IsRemote(ExtendedActorSystem system) => system.Provider is IRemoteActorRefProvider;

    protected SerializationException Refusal(string what) => new(
        $"\"{(what.Length > 200 ? what[..200] : what)}\" is not sent to or read from other nodes: Sente turned {InnerName} off for it, because it creates objects of types that the " +
        $"sender chooses. Bind a serializer to the message's type (akka.actor.serialization-bindings), list the name in {NamedTypesGate.AllowSetting} " +
        "where the message is one of Akka.DistributedData, Akka.Delivery, Akka.Streams or Akka.Persistence, or set akka.actor.serializers back to Akka's own if every peer is trusted.");
}

/// <summary>The names of types in Akka.NET's manifests: full name and assembly name.</summary>
internal static class TypeNames
{
    public static string Of(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
