using System.Collections.Frozen;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>Gives the serializer the packers of the node. It is an extension of the actor system, because Akka constructs serializers without arguments of ours.</summary>
internal sealed class NodePackers : IExtension
{
    private static readonly FrozenDictionary<string, Packer> BuiltIn =
        Wire.Packers.BuiltIn.Append(Wire.Packers.Snapshot).ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);

    /// <summary>The packers by name.</summary>
    public FrozenDictionary<string, Packer> Packers { get; set; } = BuiltIn;

    /// <summary>Returns the packers of the system's node; the built-in ones until it has started.</summary>
    public static FrozenDictionary<string, Packer> Of(ActorSystem system) => For(system).Packers;

    /// <summary>Returns the extension of the system.</summary>
    public static NodePackers For(ActorSystem system) => system.WithExtension<NodePackers, Provider>();

    internal sealed class Provider : ExtensionIdProvider<NodePackers>
    {
        public override NodePackers CreateExtension(ExtendedActorSystem system) => new();
    }
}
