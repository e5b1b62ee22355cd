using System.Runtime.Serialization;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The parts that messages between nodes are made of.</summary>
internal static class MessageParts
{
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

    public static void WriteRef(this BinaryWriter writer, IActorRef actor) => writer.Write(Akka.Serialization.Serialization.SerializedActorPath(actor));

    public static IActorRef ReadRef(this BinaryReader reader, ExtendedActorSystem system) => system.Provider.ResolveActorRef(reader.ReadString());

    public static void WriteEvent(this BinaryWriter writer, Event evt)
    {
        writer.Write(evt.Id);
        writer.Write(evt.Data.Packer.Name);
        writer.Write(evt.Data.Start);
        writer.WriteBytes(evt.Data.Message);
    }

    public static Event ReadEvent(this BinaryReader reader, ExtendedActorSystem system)
    {
        var id = reader.ReadString();
        var packer = reader.ReadPacker(system);
        var start = reader.ReadInt32();
        // Its size was checked at the edge of the other node, by that node's limits.
        return Event.FromWire(id, new EventData(reader.ReadLengthAndBytes(), packer, start, maxBytes: int.MaxValue));
    }

    public static void WriteCallback(this BinaryWriter writer, CallbackId? callback)
    {
        writer.Write(callback is not null);
        if (callback is { } id)
        {
            writer.Write(id.Packer.Name);
            writer.WriteBytes(id.Bytes);
        }
    }

    public static CallbackId? ReadCallback(this BinaryReader reader, ExtendedActorSystem system)
    {
        if (!reader.ReadBoolean())
        {
            return null;
        }

        var packer = reader.ReadPacker(system);
        return new CallbackId(reader.ReadLengthAndBytes(), packer);
    }

    private static Packer ReadPacker(this BinaryReader reader, ExtendedActorSystem system)
    {
        var name = reader.ReadString();
        return NodePackers.Of(system).TryGetValue(name, out var packer)
            ? packer
            : throw new SerializationException($"This node does not know the packer \"{name}\" that another node uses: add it on every node.");
    }
}
