using System.Runtime.Serialization;

namespace Sente.Actors;

/// <summary>All codecs, by type and by manifest: one row for each encoding of a message that may be sent to another node.</summary>
/// <remarks>
/// A released row never changes. A message that needs another encoding gets a second row with the next version in its manifest; a release later, when all
/// nodes can read the new row, nodes begin to write it.
/// </remarks>
internal static class MessageTable
{
    private static readonly MessageCodec[] Rows = [.. PortCodecs.All, .. HandlerCodecs.All, .. UserCodecs.All, .. PushCodecs.All];
    private static readonly Dictionary<Type, MessageCodec> ByType = Rows.Where(row => row.Write is not null).ToDictionary(row => row.Type);
    private static readonly Dictionary<string, MessageCodec> ByManifest = Rows.ToDictionary(row => row.Manifest, StringComparer.Ordinal);

    /// <summary>All rows.</summary>
    public static IReadOnlyList<MessageCodec> All => Rows;

    /// <summary>Returns the row by which messages of a type are written.</summary>
    /// <exception cref="SerializationException">No row has the type.</exception>
    public static MessageCodec Of(Type type) => ByType.TryGetValue(type, out var row)
        ? row
        : throw new SerializationException($"Messages of type {type} can't be sent to another node: no codec has this type.");

    /// <summary>Returns the row by which messages with a manifest are read.</summary>
    /// <exception cref="SerializationException">No row has the manifest.</exception>
    public static MessageCodec Of(string manifest) => ByManifest.TryGetValue(manifest, out var row)
        ? row
        : throw new SerializationException($"This node knows no message \"{manifest}\": the node that sent it runs a newer Sente. Upgrade readers before writers.");
}
