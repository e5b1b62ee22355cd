using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The codecs of the messages that handlers receive and send, for handler actors on other nodes.</summary>
internal static class HandlerCodecs
{
    public static MessageCodec[] All(ExtendedActorSystem system) =>
    [
        MessageCodec.Of<HandlerReply>("hr2", WriteHandlerReply, reader => new HandlerReply(ReadCallback(reader, system), reader.ReadReplyContent())),
        MessageCodec.Earlier("hr1", reader => new HandlerReply(ReadCallback(reader, system), new ReplyContent(reader.ReadEncoded()))),
        MessageCodec.Of<EventMsg>("em2", WriteEventMsg, reader => ReadEventMsg(reader, system)),
        MessageCodec.Of<PushBack>("pb1", WritePushBack, reader => new PushBack(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadEvent(system))),
    ];

    private static void WriteHandlerReply(BinaryWriter writer, HandlerReply reply)
    {
        writer.WriteCallback(reply.Callback);
        writer.WriteReplyContent(reply.Content);
    }

    private static CallbackId ReadCallback(BinaryReader reader, ExtendedActorSystem system) => reader.ReadCallback(system) ?? throw new EndOfStreamException();

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
            ReplyForm.Connection => new ConnectionReply(reader.ReadRef(system), ReadCallback(reader, system)),
            ReplyForm.Post => new PostReply(reader.ReadRef(system), reader.ReadInt64()),
            var other => throw new FormatException($"There is no reply of form {other}."),
        };
        return new EventMsg(evt, uid, clientId, request, reply, users: users, entity: entity) { CancellationToken = NodeStopping.For(system).Token };
    }

    private static void WritePushBack(BinaryWriter writer, PushBack push)
    {
        writer.Write(push.Uid);
        writer.Write(push.ClientId);
        writer.Write(push.Entity);
        writer.WriteEvent(push.Event);
    }

    private enum ReplyForm : byte
    {
        None,
        Connection,
        Post,
    }
}
