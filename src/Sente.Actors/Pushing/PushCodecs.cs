using Akka.Actor;

namespace Sente.Actors;

/// <summary>Codecs of pushes and closes, which apps may send to the <see cref="Users"/> actor of another node.</summary>
internal static class PushCodecs
{
    public static MessageCodec[] All(ExtendedActorSystem system) =>
    [
        MessageCodec.Of<PushToUser>("au1", WritePushToUser, reader => ReadPushToUser(reader, system)),
        MessageCodec.Of<PushToClient>("ac1", WritePushToClient, reader => ReadPushToClient(reader, system)),
        MessageCodec.Of<PushToUsers>("am1", WritePushToUsers, reader => ReadPushToUsers(reader, system)),
        MessageCodec.Of<PushToAll>("aa1", WritePush, reader => ReadPushToAll(reader, system)),
        MessageCodec.Of<CloseUser>("ax1", WriteCloseUser, reader => new CloseUser(reader.ReadString(), reader.ReadOptionalTime())),
        MessageCodec.Of<PushToNode>("pn1", WritePushToNode, ReadPushToNode),
    ];

    private static void WritePushToUser(BinaryWriter writer, PushToUser push)
    {
        writer.Write(push.Uid);
        WritePush(writer, push);
    }

    private static PushToUser ReadPushToUser(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadString(), ReadEvents(reader, system)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    private static void WritePushToClient(BinaryWriter writer, PushToClient push)
    {
        writer.Write(push.Uid);
        writer.Write(push.ClientId);
        writer.Write(push.Entity);
        WritePush(writer, push);
    }

    private static PushToClient ReadPushToClient(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadString(), ReadEvents(reader, system)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    private static void WritePushToUsers(BinaryWriter writer, PushToUsers push)
    {
        writer.WriteList(push.Uids, writer.Write);
        WritePush(writer, push);
    }

    private static PushToUsers ReadPushToUsers(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadList(reader.ReadString), ReadEvents(reader, system)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    private static PushToAll ReadPushToAll(BinaryReader reader, ExtendedActorSystem system) =>
        new(ReadEvents(reader, system)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    /// <summary>Writes the properties that all pushes have.</summary>
    private static void WritePush(BinaryWriter writer, PushMessage push)
    {
        writer.WriteList(push.Events, writer.WriteEvent);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static Event[] ReadEvents(BinaryReader reader, ExtendedActorSystem system) => reader.ReadList(() => reader.ReadEvent(system));

    private static void WriteCloseUser(BinaryWriter writer, CloseUser close)
    {
        writer.Write(close.Uid);
        writer.WriteOptionalTime(close.RefuseFor);
    }

    private static void WritePushToNode(BinaryWriter writer, PushToNode push)
    {
        writer.WriteList(push.Events, writer.WriteEncoded);
        writer.Write(push.WithoutUid);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static PushToNode ReadPushToNode(BinaryReader reader) =>
        new(reader.ReadList(reader.ReadEncoded), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());
}
