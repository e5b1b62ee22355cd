using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>Reads a message from another node; each method has its counterpart in <see cref="MessageWriter"/>.</summary>
internal sealed class MessageReader(Stream stream, ExtendedActorSystem system) : BinaryReader(stream, Encoding.UTF8)
{
    /// <summary>The actor system that reads the message.</summary>
    public ExtendedActorSystem System { get; } = system;

    public byte[] ReadLengthAndBytes()
    {
        var length = Read7BitEncodedInt();
        var bytes = ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    public string? ReadOptionalText() => ReadBoolean() ? ReadString() : null;

    public long? ReadOptionalNumber() => ReadBoolean() ? ReadInt64() : null;

    public TimeSpan ReadTime() => TimeSpan.FromTicks(ReadInt64());

    public TimeSpan? ReadOptionalTime() => ReadBoolean() ? ReadTime() : null;

    public T[] ReadList<T>(Func<T> read)
    {
        // Each item has at least one byte: a damaged count must not allocate more than the message could hold.
        var count = Read7BitEncodedInt();
        if (count < 0 || count > BaseStream.Length - BaseStream.Position)
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

    public EncodedValue ReadEncoded() => EncodedValue.FromSnapshot(ReadLengthAndBytes());

    public IActorRef ReadRef() => System.Provider.ResolveActorRef(ReadString());

    public Event ReadEvent()
    {
        var id = ReadString();
        var packer = ReadPacker();
        var start = ReadInt32();

        // No bound here: the node that received the event checked its size by its own limits.
        return Event.FromWire(id, new EventData(ReadLengthAndBytes(), packer, start, maxBytes: int.MaxValue));
    }

    public CallbackId? ReadCallback()
    {
        if (!ReadBoolean())
        {
            return null;
        }

        var packer = ReadPacker();
        return new CallbackId(ReadLengthAndBytes(), packer);
    }

    private Packer ReadPacker()
    {
        var name = ReadString();
        return NodePackers.Of(System).TryGetValue(name, out var packer)
            ? packer
            : throw new SerializationException($"This node does not know the packer \"{name}\" that another node uses: add it on every node.");
    }
}
