using Akka.Actor;

namespace Sente.Actors;

/// <summary>Forms of what connections and ports of different nodes tell each other.</summary>
internal static class PortForms
{
    public static MessageForm[] All(ExtendedActorSystem system) =>
    [
        MessageForm.Of<PortWritten>("pw1", (writer, message) => writer.Write(message.Port), reader => new PortWritten(reader.ReadInt64())),
        MessageForm.Of<PortClosed>("pc1", WriteClosed, reader => new PortClosed(reader.ReadInt64(), reader.ReadBoolean())),
        MessageForm.Of<ClientAck>("ca1", WriteAck, reader => new ClientAck(reader.ReadInt64(), reader.ReadInt64())),
        MessageForm.Of<PortAttached>("ga1", WriteAttached, reader => ReadAttached(reader, system)),
        MessageForm.Of<PortRefused>("gr1", WriteRefused, reader => new PortRefused(reader.ReadInt64(), reader.ReadClose())),
        MessageForm.Of<PortWrite>("gw1", WriteWrite, reader => ReadWrite(reader, system)),
        MessageForm.Of<PostReplied>("gs1", WriteReplied, reader => new PostReplied(reader.ReadInt64(), reader.ReadEncoded())),
        MessageForm.Of<PostDone>("gd1", (writer, message) => writer.Write(message.Credit), reader => new PostDone(reader.ReadInt64())),
        MessageForm.Of<PortGrant>("gg1", WriteGrant, reader => new PortGrant(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32())),
        MessageForm.Of<PortReading>("gp1", WriteReading, reader => new PortReading(reader.ReadInt64(), reader.ReadBoolean())),
        MessageForm.Of<PortEnd>("ge1", WriteEnd, reader => new PortEnd(reader.ReadInt64(), reader.ReadClose())),
    ];

    private static void WriteClosed(BinaryWriter writer, PortClosed closed)
    {
        writer.Write(closed.Port);
        writer.Write(closed.Misbehaved);
    }

    private static void WriteAck(BinaryWriter writer, ClientAck ack)
    {
        writer.Write(ack.Port);
        writer.Write(ack.UpTo);
    }

    private static void WriteAttached(BinaryWriter writer, PortAttached attached)
    {
        writer.Write(attached.Port);
        writer.WriteRef(attached.Connection);
        writer.WriteRef(attached.Gateway);
        writer.Write(attached.Handshake is not null);
        if (attached.Handshake is { } handshake)
        {
            writer.WriteOptional(handshake.Session);
            writer.Write(handshake.Number);
        }
    }

    private static PortAttached ReadAttached(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadInt64(), reader.ReadRef(system), reader.ReadRef(system), reader.ReadBoolean() ? new Handshake(reader.ReadOptional(), reader.ReadInt64()) : null);

    private static void WriteRefused(BinaryWriter writer, PortRefused refused)
    {
        writer.Write(refused.Port);
        writer.WriteClose(refused.Close);
    }

    private static void WriteWrite(BinaryWriter writer, PortWrite write)
    {
        writer.Write(write.Port);
        writer.WriteBytes(write.Frame);
        writer.Write(write.IsPush);
        writer.WriteRef(write.Connection);
    }

    private static PortWrite ReadWrite(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadInt64(), reader.ReadLengthAndBytes(), reader.ReadBoolean(), reader.ReadRef(system));

    private static void WriteReplied(BinaryWriter writer, PostReplied replied)
    {
        writer.Write(replied.Post);
        writer.WriteEncoded(replied.Value);
    }

    private static void WriteGrant(BinaryWriter writer, PortGrant grant)
    {
        writer.Write(grant.Port);
        writer.Write(grant.Events);
        writer.Write(grant.Bytes);
    }

    private static void WriteReading(BinaryWriter writer, PortReading reading)
    {
        writer.Write(reading.Port);
        writer.Write(reading.Paused);
    }

    private static void WriteEnd(BinaryWriter writer, PortEnd end)
    {
        writer.Write(end.Port);
        writer.WriteClose(end.Close);
    }
}
