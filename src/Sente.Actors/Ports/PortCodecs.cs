using System.Security.Claims;

namespace Sente.Actors;

/// <summary>The codecs of the messages between the ports of one node and the entities of another.</summary>
internal static class PortCodecs
{
    public static IReadOnlyList<MessageCodec> All { get; } =
    [
        MessageCodec.Of<PortWritten>("pw1", (writer, message) => writer.Write(message.Port), reader => new PortWritten(reader.ReadInt64())),
        MessageCodec.Of<PortClosed>("pc1", WriteClosed, reader => new PortClosed(reader.ReadInt64(), reader.ReadBoolean())),
        MessageCodec.Of<ClientAck>("ca1", WriteAck, reader => new ClientAck(reader.ReadInt64(), reader.ReadInt64())),
        MessageCodec.Of<PortAttached>("ga1", WriteAttached, ReadAttached),
        MessageCodec.Of<PortRefused>("gr1", WriteRefused, reader => new PortRefused(reader.ReadInt64(), reader.ReadClose())),
        MessageCodec.Of<PortWrite>("gw1", WriteWrite, ReadWrite),
        MessageCodec.Of<PostReplied>("gs2", WriteReplied, reader => new PostReplied(reader.ReadInt64(), reader.ReadReplyContent())),
        MessageCodec.Earlier("gs1", reader => new PostReplied(reader.ReadInt64(), new ReplyContent(reader.ReadEncoded()))),
        MessageCodec.Of<PostDone>("gd1", (writer, message) => writer.Write(message.Credit), reader => new PostDone(reader.ReadInt64())),
        MessageCodec.Of<PortGrant>("gg1", WriteGrant, reader => new PortGrant(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32())),
        MessageCodec.Of<PortPause>("gp1", WritePause, reader => new PortPause(reader.ReadInt64(), reader.ReadBoolean())),
        MessageCodec.Of<PortEnd>("ge1", WriteEnd, reader => new PortEnd(reader.ReadInt64(), reader.ReadClose())),
        MessageCodec.Of<Attach>("at1", WriteAttach, ReadAttach),
        MessageCodec.Of<PostedEvent>("pe1", WritePosted, ReadPosted),
        MessageCodec.Of<ClientEvent>("ce1", WriteClientEvent, ReadClientEvent),
    ];

    private static void WriteClosed(MessageWriter writer, PortClosed closed)
    {
        writer.Write(closed.Port);
        writer.Write(closed.Misbehaved);
    }

    private static void WriteAck(MessageWriter writer, ClientAck ack)
    {
        writer.Write(ack.Port);
        writer.Write(ack.UpTo);
    }

    private static void WriteAttached(MessageWriter writer, PortAttached attached)
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

    private static PortAttached ReadAttached(MessageReader reader) =>
        new(reader.ReadInt64(), reader.ReadRef(), reader.ReadRef(), reader.ReadBoolean() ? new Handshake(reader.ReadOptionalText(), reader.ReadInt64()) : null);

    private static void WriteRefused(MessageWriter writer, PortRefused refused)
    {
        writer.Write(refused.Port);
        writer.WriteClose(refused.Close);
    }

    private static void WriteWrite(MessageWriter writer, PortWrite write)
    {
        writer.Write(write.Port);
        writer.WriteBytes(write.Frame);
        writer.Write(write.IsPush);
        writer.WriteRef(write.Connection);
    }

    private static PortWrite ReadWrite(MessageReader reader) =>
        new(reader.ReadInt64(), reader.ReadLengthAndBytes(), reader.ReadBoolean(), reader.ReadRef());

    private static void WriteReplied(MessageWriter writer, PostReplied replied)
    {
        writer.Write(replied.Post);
        writer.WriteReplyContent(replied.Content);
    }

    private static void WriteGrant(MessageWriter writer, PortGrant grant)
    {
        writer.Write(grant.Port);
        writer.Write(grant.Events);
        writer.Write(grant.Bytes);
    }

    private static void WritePause(MessageWriter writer, PortPause pause)
    {
        writer.Write(pause.Port);
        writer.Write(pause.Paused);
    }

    private static void WriteEnd(MessageWriter writer, PortEnd end)
    {
        writer.Write(end.Port);
        writer.WriteClose(end.Close);
    }

    private static void WriteAttach(MessageWriter writer, Attach attach)
    {
        writer.Write(attach.EntityId);
        writer.Write(attach.Uid);
        writer.Write(attach.ClientId);
        writer.WriteRef(attach.Gateway);
        writer.Write(attach.Port);
        writer.WriteTraits(attach.Traits);
        writer.WriteRequest(attach.Request);
    }

    private static Attach ReadAttach(MessageReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadRef(),
        reader.ReadInt64(),
        reader.ReadTraits(),
        reader.ReadRequest());

    private static void WritePosted(MessageWriter writer, PostedEvent posted)
    {
        writer.Write(posted.EntityId);
        writer.Write(posted.Uid);
        writer.Write(posted.ClientId);
        writer.WriteRef(posted.Gateway);
        writer.Write(posted.Post);
        writer.Write(posted.Credit);
        writer.Write(posted.Size);
        writer.Write(posted.IsBad);
        writer.WriteEvent(posted.Event);
        writer.WriteRequest(posted.Request);
    }

    private static PostedEvent ReadPosted(MessageReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadRef(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadBoolean(),
        reader.ReadEvent(),
        reader.ReadRequest());

    private static void WriteClientEvent(MessageWriter writer, ClientEvent received)
    {
        writer.Write(received.Port);
        writer.Write(received.IsBad);
        writer.WriteEvent(received.Event);
        writer.WriteCallback(received.Callback);
        writer.Write(received.Size);
    }

    private static ClientEvent ReadClientEvent(MessageReader reader) => new(
        reader.ReadInt64(),
        reader.ReadBoolean(),
        reader.ReadEvent(),
        reader.ReadCallback(),
        reader.ReadInt32());
}

/// <summary>Writes and reads the parts that several messages have.</summary>
internal static class PortParts
{
    private static readonly IReadOnlyDictionary<string, string> NoPairs = new Dictionary<string, string>();

    public static void WriteReplyContent(this MessageWriter writer, ReplyContent content)
    {
        writer.WriteEncoded(content.Value);
        writer.Write(content.Error is not null);
        if (content.Error is { } error)
        {
            writer.WriteEncoded(error);
        }
    }

    public static ReplyContent ReadReplyContent(this MessageReader reader) =>
        new(reader.ReadEncoded(), reader.ReadBoolean() ? reader.ReadEncoded() : null);

    public static void WriteClose(this MessageWriter writer, PortClose close)
    {
        writer.Write(close.Code);
        writer.Write(close.Reason);
    }

    public static PortClose ReadClose(this MessageReader reader) => new(reader.ReadUInt16(), reader.ReadString());

    public static void WriteTraits(this MessageWriter writer, PortTraits traits)
    {
        writer.Write((byte)traits.Kind);
        writer.Write(traits.Packer);
        writer.Write(traits.Extended);
        writer.WriteTime(traits.SendBuffer);
        writer.WriteTime(traits.CloseGrace);
        writer.Write(traits.Handshake);
        writer.WriteOptional(traits.Session);
        writer.WriteOptional(traits.Ack);
        writer.WriteOptional(traits.SessionSecret);
    }

    public static PortTraits ReadTraits(this MessageReader reader) => new(
        (TransportKind)reader.ReadByte(),
        reader.ReadString(),
        reader.ReadBoolean(),
        reader.ReadTime(),
        reader.ReadTime(),
        reader.ReadBoolean(),
        reader.ReadOptionalText(),
        reader.ReadOptionalNumber(),
        reader.ReadOptionalText());

    public static void WriteRequest(this MessageWriter writer, RequestInfo request)
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

    public static RequestInfo ReadRequest(this MessageReader reader) => new()
    {
        User = new ClaimsPrincipal(reader),
        Path = reader.ReadString(),
        Query = reader.ReadPairs(StringComparer.OrdinalIgnoreCase),
        Headers = reader.ReadPairs(StringComparer.OrdinalIgnoreCase),
        RemoteAddress = reader.ReadOptionalText(),
        Transport = (TransportKind)reader.ReadByte(),
        Packer = reader.ReadString(),
        Captured = reader.ReadPairs(StringComparer.Ordinal),
    };

    private static void WritePairs(this MessageWriter writer, IReadOnlyDictionary<string, string> pairs)
    {
        writer.Write7BitEncodedInt(pairs.Count);
        foreach (var (key, value) in pairs)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    private static IReadOnlyDictionary<string, string> ReadPairs(this MessageReader reader, StringComparer comparer)
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
