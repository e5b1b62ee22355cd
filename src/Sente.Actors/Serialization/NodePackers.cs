using System.Collections.Frozen;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The packers of a node, where its serializer finds them: Akka makes serializers itself, from the configuration.</summary>
internal sealed class NodePackers : IExtension
{
    private static readonly FrozenDictionary<string, Packer> BuiltIn =
        Wire.Packers.BuiltIn.Append(Wire.Packers.Snapshot).ToFrozenDictionary(packer => packer.Name, StringComparer.Ordinal);

    /// <summary>The packers by name.</summary>
    public FrozenDictionary<string, Packer> Packers { get; set; } = BuiltIn;

    /// <summary>The packers of a system's node; the built-in ones before it has started.</summary>
    public static FrozenDictionary<string, Packer> Of(ActorSystem system) => For(system).Packers;

    /// <summary>The extension itself.</summary>
    public static NodePackers For(ActorSystem system) => system.WithExtension<NodePackers, Provider>();

    internal sealed class Provider : ExtensionIdProvider<NodePackers>
    {
        public override NodePackers CreateExtension(ExtendedActorSystem system) => new();
    }
}
