using Sente.Wire;

namespace Sente.Actors;

/// <summary>The codecs of the messages that handlers receive and send, for handler actors on other nodes.</summary>
internal static class HandlerCodecs
{
    public static IReadOnlyList<MessageCodec> All { get; } =
    [
        MessageCodec.Of<HandlerReply>("hr2", WriteHandlerReply, reader => new HandlerReply(ReadCallback(reader), reader.ReadReplyContent())),
        MessageCodec.Earlier("hr1", reader => new HandlerReply(ReadCallback(reader), new ReplyContent(reader.ReadEncoded()))),
        MessageCodec.Of<LocalEventMsg>("em2", WriteEventMsg, ReadEventMsg),
        MessageCodec.Of<PushBack>("pb1", WritePushBack, reader => new PushBack(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadEvent())),
    ];

    private static void WriteHandlerReply(MessageWriter writer, HandlerReply reply)
    {
        writer.WriteCallback(reply.Callback);
        writer.WriteReplyContent(reply.Content);
    }

    private static CallbackId ReadCallback(MessageReader reader) => reader.ReadCallback() ?? throw new EndOfStreamException();

    private static void WriteEventMsg(MessageWriter writer, EventMsg msg)
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
                writer.Write((byte)ReplyKind.Connection);
                writer.WriteRef(reply.Connection);
                writer.WriteCallback(reply.Callback);
                break;
            case PostReply reply:
                writer.Write((byte)ReplyKind.Post);
                writer.WriteRef(reply.Gateway);
                writer.Write(reply.Post);
                break;
            default:
                writer.Write((byte)ReplyKind.None);
                break;
        }
    }

    private static LocalEventMsg ReadEventMsg(MessageReader reader)
    {
        var evt = reader.ReadEvent();
        var uid = reader.ReadString();
        var clientId = reader.ReadString();
        var entity = reader.ReadString();
        var request = reader.ReadRequest();
        var users = reader.ReadRef();
        Reply? reply = (ReplyKind)reader.ReadByte() switch
        {
            ReplyKind.None => null,
            ReplyKind.Connection => new ConnectionReply(reader.ReadRef(), ReadCallback(reader)),
            ReplyKind.Post => new PostReply(reader.ReadRef(), reader.ReadInt64()),
            var other => throw new FormatException($"There is no reply of kind {other}."),
        };
        return new LocalEventMsg(evt, uid, clientId, request, reply, users: users, entity: entity) { CancellationToken = NodeStopping.For(reader.System).Token };
    }

    private static void WritePushBack(MessageWriter writer, PushBack push)
    {
        writer.Write(push.Uid);
        writer.Write(push.ClientId);
        writer.Write(push.Entity);
        writer.WriteEvent(push.Event);
    }

    private enum ReplyKind : byte
    {
        None,
        Connection,
        Post,
    }
}
