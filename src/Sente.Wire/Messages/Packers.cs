using System.Buffers;

namespace Sente.Wire;

/// <summary>The packers of this library, and packing whole messages with any packer.</summary>
public static class Packers
{
    /// <summary>EDN, Sente's default: text.</summary>
    public static Packer Edn { get; } = new EdnPacker();

    /// <summary>MessagePack with Sente's extension types: binary.</summary>
    public static Packer MessagePack { get; } = new MessagePackPacker();

    /// <summary>Transit in JSON: text.</summary>
    public static Packer Transit { get; } = new TransitPacker();

    /// <summary>Transit in its verbose JSON, which is easier to read: text.</summary>
    public static Packer TransitVerbose { get; } = new TransitPacker(verbose: true);

    /// <summary>Plain JSON, for apps without Clojure: text.</summary>
    public static Packer Json { get; } = new JsonPacker();

    /// <summary>
    /// All packers of this library: <c>edn</c>, <c>transit</c>, <c>transit-verbose</c>, <c>msgpack</c>, <c>json</c>, and each of them in
    /// gzip: <c>gzip-edn</c>, and so on.
    /// </summary>
    public static IReadOnlyList<Packer> BuiltIn { get; } = MakeBuiltIn();

    /// <summary>The packer of snapshots, by which events cross between nodes. Not for clients.</summary>
    internal static Packer Snapshot => SnapshotPacker.Instance;

    /// <summary>Returns the packer of this library that has a name.</summary>
    /// <param name="name">A <see cref="Packer.Name"/>.</param>
    /// <returns>The packer; null if no packer has the name.</returns>
    public static Packer? Find(string name) => BuiltIn.FirstOrDefault(packer => packer.Name == name);

    /// <summary>Packs one value as a whole message: in the protocol a pair, in tools any value.</summary>
    /// <param name="packer">The packer.</param>
    /// <param name="value">A value of the app's own types, or a plain one.</param>
    /// <exception cref="SenteDataException">Something in the value is not representable in this packer; the message names its type and path.</exception>
    public static byte[] Pack<T>(this Packer packer, T value)
    {
        ArgumentNullException.ThrowIfNull(packer);
        using var rented = packer.ValuePacker.RentWriter();
        Converters.For<T>().Write(rented.Writer, value);
        if (packer.ValuePacker == packer)
        {
            return rented.Writer.Written.ToArray();
        }

        var to = new ArrayBufferWriter<byte>();
        packer.WrapMessage(rented.Writer.Written, to);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Opens a whole packed message, to read its value: the opposite of <see cref="Pack{T}"/>.</summary>
    /// <param name="packer">The packer.</param>
    /// <param name="message">The message. It must not change as long as the result is in use.</param>
    /// <param name="limits">The bounds of the message.</param>
    /// <exception cref="MalformedMessageException">The message is not one of this packer's, or too long. Other errors appear when the value is read.</exception>
    public static EventData Open(this Packer packer, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(limits);
        return new EventData(packer.UnwrapMessage(message, limits.MaxMessageBytes), packer, maxBytes: limits.MaxMessageBytes);
    }

    private static Packer[] MakeBuiltIn()
    {
        Packer[] plain = [Edn, Transit, TransitVerbose, MessagePack, Json];
        return [.. plain, .. plain.Select(packer => new GzipPacker(packer))];
    }
}
