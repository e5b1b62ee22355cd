using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote;
using Akka.Serialization;

namespace Sente.Actors;

/// <summary>
/// Stands in front of one of Akka.NET's own serializers, under its identifier, in an actor system with remoting. Akka resolves the type that
/// a message from the network names before it asks the serializer; a serializer with string manifests is asked first, and a gate passes on
/// only the manifests that it lists.
/// </summary>
/// <remarks>Constructed by Akka from <c>reference.hocon</c>. An app that needs the original sets <c>akka.actor.serializers</c> back.</remarks>
internal abstract class NetworkGate(ExtendedActorSystem system, Serializer inner, int identifier) : SerializerWithStringManifest(system)
{
    /// <summary>Akka's serializer behind this gate.</summary>
    public Serializer Inner { get; } = inner;

    /// <summary>The name of that serializer, for the error text.</summary>
    protected virtual string InnerName => Inner.GetType().Name;

    // Akka configures the identifiers of its remoting serializers only where there is remoting; the gates are configured everywhere.
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
        // Remoting hands over null where a message was written without a manifest.
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

    /// <summary>Whether a message with that manifest may pass.</summary>
    protected abstract bool Allows(string manifest);

    /// <summary>The allowed type of a manifest; null where the serializer needs none.</summary>
    protected virtual Type? TypeOf(string manifest) => null;

    /// <summary>Whether messages can come from other processes.</summary>
    protected static bool IsRemote(ExtendedActorSystem system) => system.Provider is IRemoteActorRefProvider;

    protected SerializationException Refusal(string what) => new(
        $"\"{(what.Length > 200 ? what[..200] : what)}\" does not cross nodes: Sente turned {InnerName} off for it, because it creates objects of types that the " +
        $"sender names. Bind a serializer to the message's type (akka.actor.serialization-bindings), list the name in {NamedTypesGate.AllowSetting} " +
        "where the message is one of Akka.DistributedData, Akka.Delivery, Akka.Streams or Akka.Persistence, or set akka.actor.serializers back to Akka's own if every peer is trusted.");
}

/// <summary>Names of types as Akka.NET writes them in manifests: full name and assembly name.</summary>
internal static class TypeNames
{
    public static string Of(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
