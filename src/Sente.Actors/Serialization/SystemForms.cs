using System.Runtime.Serialization;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The parts of messages that need the actor system: references, and what a packer packed.</summary>
internal static class SystemForms
{
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
