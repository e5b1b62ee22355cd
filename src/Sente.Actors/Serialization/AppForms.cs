using Akka.Actor;

namespace Sente.Actors;

/// <summary>Forms of what apps tell and are told, for an app whose actors are on other nodes than the <see cref="Users"/> they tell.</summary>
internal static class AppForms
{
    public static MessageForm[] All(ExtendedActorSystem system) =>
    [
        MessageForm.Of<PushToUser>("au1", WritePushToUser, reader => ReadPushToUser(reader, system)),
        MessageForm.Of<PushToClient>("ac1", WritePushToClient, reader => ReadPushToClient(reader, system)),
        MessageForm.Of<PushToUsers>("am1", WritePushToUsers, reader => ReadPushToUsers(reader, system)),
        MessageForm.Of<PushToAll>("aa1", WritePushToAll, reader => new PushToAll(reader.ReadEvent(system)) { Flush = reader.ReadBoolean(), WantsResult = reader.ReadBoolean() }),
        MessageForm.Of<CloseUser>("ax1", WriteCloseUser, reader => new CloseUser(reader.ReadString(), reader.ReadOptionalTime())),
        MessageForm.Of<PushResult>("ar1", WritePushResult, ReadPushResult),
        MessageForm.Of<EventMsg>("em2", WriteEventMsg, reader => ReadEventMsg(reader, system)),
    ];

    private static void WritePushToUser(BinaryWriter writer, PushToUser push)
    {
        writer.Write(push.Uid);
        writer.WriteList(push.Events, writer.WriteEvent);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static PushToUser ReadPushToUser(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadString(), reader.ReadList(() => reader.ReadEvent(system)))
        {
            Flush = reader.ReadBoolean(),
            WantsResult = reader.ReadBoolean(),
        };

    private static void WritePushToClient(BinaryWriter writer, PushToClient push)
    {
        writer.Write(push.Uid);
        writer.Write(push.ClientId);
        writer.Write(push.Entity);
        writer.WriteEvent(push.Events[0]);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static PushToClient ReadPushToClient(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadEvent(system))
        {
            Flush = reader.ReadBoolean(),
            WantsResult = reader.ReadBoolean(),
        };

    private static void WritePushToUsers(BinaryWriter writer, PushToUsers push)
    {
        writer.WriteList(push.Uids, writer.Write);
        writer.WriteEvent(push.Events[0]);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static PushToUsers ReadPushToUsers(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadList(reader.ReadString), reader.ReadEvent(system))
        {
            Flush = reader.ReadBoolean(),
            WantsResult = reader.ReadBoolean(),
        };

    private static void WritePushToAll(BinaryWriter writer, PushToAll push)
    {
        writer.WriteEvent(push.Events[0]);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static void WriteCloseUser(BinaryWriter writer, CloseUser close)
    {
        writer.Write(close.Uid);
        writer.WriteOptionalTime(close.RefuseFor);
    }

    private static void WritePushResult(BinaryWriter writer, PushResult result)
    {
        writer.Write(result.Written);
        writer.Write(result.Waiting);
        writer.WriteList(result.Refused, refusal =>
        {
            writer.WriteOptional(refusal.ClientId);
            writer.Write((byte)refusal.Reason);
            writer.Write(refusal.Message);
        });
    }

    private static PushResult ReadPushResult(BinaryReader reader) => new(
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadList(() => new PushRefusal(reader.ReadOptional(), (PushRefusalReason)reader.ReadByte(), reader.ReadString())));

    private static void WriteEventMsg(BinaryWriter writer, EventMsg msg)
    {
        writer.WriteEvent(msg.Event);
        writer.Write(msg.Uid);
        writer.Write(msg.ClientId);
        writer.Write(msg.Entity);
        writer.WriteRequest(msg.Request);
        writer.WriteRef(msg.Users);
        switch (msg.Reply)
        {
            case ConnectionReply reply:
                writer.Write((byte)ReplyForm.Connection);
                writer.WriteRef(reply.Connection);
                writer.WriteCallback(reply.Callback);
                break;
            case PostReply reply:
                writer.Write((byte)ReplyForm.Post);
                writer.WriteRef(reply.Gateway);
                writer.Write(reply.Post);
                break;
            default:
                writer.Write((byte)ReplyForm.None);
                break;
        }
    }

    private static EventMsg ReadEventMsg(BinaryReader reader, ExtendedActorSystem system)
    {
        var evt = reader.ReadEvent(system);
        var uid = reader.ReadString();
        var clientId = reader.ReadString();
        var entity = reader.ReadString();
        var request = reader.ReadRequest();
        var users = reader.ReadRef(system);
        Reply? reply = (ReplyForm)reader.ReadByte() switch
        {
            ReplyForm.None => null,
            ReplyForm.Connection => new ConnectionReply(reader.ReadRef(system), reader.ReadCallback(system) ?? throw new EndOfStreamException()),
            ReplyForm.Post => new PostReply(reader.ReadRef(system), reader.ReadInt64()),
            var other => throw new FormatException($"There is no reply of form {other}."),
        };
        return new EventMsg(evt, uid, clientId, request, reply, users: users, entity: entity);
    }

    private enum ReplyForm : byte
    {
        None,
        Connection,
        Post,
    }
}
