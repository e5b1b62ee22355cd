namespace Sente.Actors;

/// <summary>Codecs of pushes and closes, which apps may send to the <see cref="Users"/> actor of another node.</summary>
internal static class PushCodecs
{
    public static IReadOnlyList<MessageCodec> All { get; } =
    [
        MessageCodec.Of<PushToUser>("au1", WritePushToUser, ReadPushToUser),
        MessageCodec.Of<PushToClient>("ac1", WritePushToClient, ReadPushToClient),
        MessageCodec.Of<PushToUsers>("am1", WritePushToUsers, ReadPushToUsers),
        MessageCodec.Of<PushToAll>("aa1", WritePush, ReadPushToAll),
        MessageCodec.Of<CloseUser>("ax1", WriteCloseUser, reader => new CloseUser(reader.ReadString(), reader.ReadOptionalTime())),
        MessageCodec.Of<PushToNode>("pn1", WritePushToNode, ReadPushToNode),
    ];

    private static void WritePushToUser(MessageWriter writer, PushToUser push)
    {
        writer.Write(push.Uid);
        WritePush(writer, push);
    }

    private static PushToUser ReadPushToUser(MessageReader reader) =>
        new(reader.ReadString(), ReadEvents(reader)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    private static void WritePushToClient(MessageWriter writer, PushToClient push)
    {
        writer.Write(push.Uid);
        writer.Write(push.ClientId);
        writer.Write(push.Entity);
        WritePush(writer, push);
    }

    private static PushToClient ReadPushToClient(MessageReader reader) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadString(), ReadEvents(reader)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    private static void WritePushToUsers(MessageWriter writer, PushToUsers push)
    {
        writer.WriteList(push.Uids, writer.Write);
        WritePush(writer, push);
    }

    private static PushToUsers ReadPushToUsers(MessageReader reader) =>
        new(reader.ReadList(reader.ReadString), ReadEvents(reader)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    private static PushToAll ReadPushToAll(MessageReader reader) =>
        new(ReadEvents(reader)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() };

    /// <summary>Writes the properties that all pushes have.</summary>
    private static void WritePush(MessageWriter writer, PushMessage push)
    {
        writer.WriteList(push.Events, writer.WriteEvent);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static Event[] ReadEvents(MessageReader reader) => reader.ReadList(reader.ReadEvent);

    private static void WriteCloseUser(MessageWriter writer, CloseUser close)
    {
        writer.Write(close.Uid);
        writer.WriteOptional(close.RefuseFor);
    }

    private static void WritePushToNode(MessageWriter writer, PushToNode push)
    {
        writer.WriteList(push.Events, writer.WriteEncoded);
        writer.Write(push.WithoutUid);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static PushToNode ReadPushToNode(MessageReader reader) =>
        new(reader.ReadList(reader.ReadEncoded), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());
}
