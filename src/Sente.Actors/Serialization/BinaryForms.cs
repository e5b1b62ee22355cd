using System.Security.Claims;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The parts that messages between nodes are made of.</summary>
internal static class BinaryForms
{
    private static readonly IReadOnlyDictionary<string, string> NoPairs = new Dictionary<string, string>();

    public static void WriteBytes(this BinaryWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes.Span);
    }

    public static byte[] ReadLengthAndBytes(this BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt();
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    public static string? ReadOptional(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    public static void WriteTime(this BinaryWriter writer, TimeSpan time) => writer.Write(time.Ticks);

    public static TimeSpan ReadTime(this BinaryReader reader) => TimeSpan.FromTicks(reader.ReadInt64());

    public static void WriteOptionalNumber(this BinaryWriter writer, long? number)
    {
        writer.Write(number is not null);
        if (number is { } some)
        {
            writer.Write(some);
        }
    }

    public static long? ReadOptionalNumber(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadInt64() : null;

    public static void WriteOptionalTime(this BinaryWriter writer, TimeSpan? time)
    {
        writer.Write(time is not null);
        if (time is { } some)
        {
            writer.WriteTime(some);
        }
    }

    public static TimeSpan? ReadOptionalTime(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadTime() : null;

    public static void WriteList<T>(this BinaryWriter writer, IReadOnlyList<T> list, Action<T> write)
    {
        writer.Write7BitEncodedInt(list.Count);
        foreach (var item in list)
        {
            write(item);
        }
    }

    public static T[] ReadList<T>(this BinaryReader reader, Func<T> read)
    {
        // Each item has at least a byte: a damaged count must not allocate more than came.
        var count = reader.Read7BitEncodedInt();
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new EndOfStreamException();
        }

        var list = new T[count];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = read();
        }

        return list;
    }

    public static void WriteEncoded(this BinaryWriter writer, EncodedValue value) => writer.WriteBytes(value.Snapshot);

    public static EncodedValue ReadEncoded(this BinaryReader reader) => EncodedValue.FromSnapshot(reader.ReadLengthAndBytes());

    public static void WriteClose(this BinaryWriter writer, PortClose close)
    {
        writer.Write(close.Code);
        writer.Write(close.Reason);
    }

    public static PortClose ReadClose(this BinaryReader reader) => new(reader.ReadUInt16(), reader.ReadString());

    public static void WriteTraits(this BinaryWriter writer, PortTraits traits)
    {
        writer.Write((byte)traits.Kind);
        writer.Write(traits.Packer);
        writer.Write(traits.Extended);
        writer.WriteTime(traits.SendBuffer);
        writer.WriteTime(traits.CloseGrace);
        writer.Write(traits.Handshake);
        writer.WriteOptional(traits.Session);
        writer.WriteOptionalNumber(traits.Ack);
        writer.WriteOptional(traits.SessionSecret);
    }

    public static PortTraits ReadTraits(this BinaryReader reader) => new(
        (TransportKind)reader.ReadByte(),
        reader.ReadString(),
        reader.ReadBoolean(),
        reader.ReadTime(),
        reader.ReadTime(),
        reader.ReadBoolean(),
        reader.ReadOptional(),
        reader.ReadOptionalNumber(),
        reader.ReadOptional());

    public static void WriteRequest(this BinaryWriter writer, RequestInfo request)
    {
        request.User.WriteTo(writer);
        writer.Write(request.Path);
        writer.WritePairs(request.Query);
        writer.WritePairs(request.Headers);
        writer.WriteOptional(request.RemoteAddress);
        writer.Write((byte)request.Transport);
        writer.Write(request.Packer);
        writer.WritePairs(request.Captured);
    }

    public static RequestInfo ReadRequest(this BinaryReader reader) => new()
    {
        User = new ClaimsPrincipal(reader),
        Path = reader.ReadString(),
        Query = reader.ReadPairs(StringComparer.OrdinalIgnoreCase),
        Headers = reader.ReadPairs(StringComparer.OrdinalIgnoreCase),
        RemoteAddress = reader.ReadOptional(),
        Transport = (TransportKind)reader.ReadByte(),
        Packer = reader.ReadString(),
        Captured = reader.ReadPairs(StringComparer.Ordinal),
    };

    private static void WritePairs(this BinaryWriter writer, IReadOnlyDictionary<string, string> pairs)
    {
        writer.Write7BitEncodedInt(pairs.Count);
        foreach (var (key, value) in pairs)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    private static IReadOnlyDictionary<string, string> ReadPairs(this BinaryReader reader, StringComparer comparer)
    {
        var count = reader.Read7BitEncodedInt();
        if (count == 0)
        {
            return NoPairs;
        }

        var pairs = new Dictionary<string, string>(comparer);
        for (var i = 0; i < count; i++)
        {
            var key = reader.ReadString();
            pairs[key] = reader.ReadString();
        }

        return pairs;
    }
}
