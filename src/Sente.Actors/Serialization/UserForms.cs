using Akka.Actor;

namespace Sente.Actors;

/// <summary>Forms of what reaches user and connection actors.</summary>
internal static class UserForms
{
    public static MessageForm[] All(ExtendedActorSystem system) =>
    [
        MessageForm.Of<Push>("pu1", WritePush, ReadPush),
        MessageForm.Of<PushToNode>("pn1", WritePushToNode, ReadPushToNode),
        MessageForm.Of<Attach>("at1", WriteAttach, reader => ReadAttach(reader, system)),
        MessageForm.Of<Close>("cl1", WriteClose, ReadClose),
        MessageForm.Of<AskPresence>("ap1", (writer, message) => writer.Write(message.EntityId), reader => new AskPresence(reader.ReadString())),
        MessageForm.Of<PresenceAnswer>("an1", (writer, message) => writer.Write(message.Online), reader => new PresenceAnswer(reader.ReadBoolean())),
        MessageForm.Of<PostedEvent>("pe1", WritePosted, reader => ReadPosted(reader, system)),
        MessageForm.Of<NodeBans>("nb1", WriteNodeBans, ReadNodeBans),
        MessageForm.Of<StopUser>("su1", (_, _) => { }, _ => StopUser.Instance),
        MessageForm.Of<ClientEvent>("ce1", WriteClientEvent, reader => ReadClientEvent(reader, system)),
        MessageForm.Of<HandlerReply>("hr1", WriteHandlerReply, reader => ReadHandlerReply(reader, system)),
    ];

    private static void WritePush(BinaryWriter writer, Push push)
    {
        writer.Write(push.EntityId);
        writer.Write(push.Origin);
        writer.Write(push.Number);
        writer.WriteList(push.Events, writer.WriteEncoded);
        writer.WriteOptional(push.ClientId);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static Push ReadPush(BinaryReader reader) => new(
        reader.ReadString(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadList(reader.ReadEncoded),
        reader.ReadOptional(),
        reader.ReadBoolean(),
        reader.ReadBoolean());

    private static void WritePushToNode(BinaryWriter writer, PushToNode push)
    {
        writer.WriteList(push.Events, writer.WriteEncoded);
        writer.Write(push.WithoutUid);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static PushToNode ReadPushToNode(BinaryReader reader) =>
        new(reader.ReadList(reader.ReadEncoded), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());

    private static void WriteAttach(BinaryWriter writer, Attach attach)
    {
        writer.Write(attach.EntityId);
        writer.Write(attach.Uid);
        writer.Write(attach.ClientId);
        writer.WriteRef(attach.Gateway);
        writer.Write(attach.Port);
        writer.WriteTraits(attach.Traits);
        writer.WriteRequest(attach.Request);
    }

    private static Attach ReadAttach(BinaryReader reader, ExtendedActorSystem system) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadRef(system),
        reader.ReadInt64(),
        reader.ReadTraits(),
        reader.ReadRequest());

    private static void WriteClose(BinaryWriter writer, Close close)
    {
        writer.Write(close.EntityId);
        writer.WriteOptionalTime(close.RefuseFor);
    }

    private static Close ReadClose(BinaryReader reader) => new(reader.ReadString(), reader.ReadOptionalTime());

    private static void WriteNodeBans(BinaryWriter writer, NodeBans bans)
    {
        writer.WriteList(bans.Bans, ban =>
        {
            writer.Write(ban.Uid);
            writer.WriteTime(ban.Time);
        });
        writer.Write(bans.Replace);
    }

    private static NodeBans ReadNodeBans(BinaryReader reader) =>
        new(reader.ReadList(() => new BanUser(reader.ReadString(), reader.ReadTime())), reader.ReadBoolean());

    private static void WritePosted(BinaryWriter writer, PostedEvent posted)
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

    private static PostedEvent ReadPosted(BinaryReader reader, ExtendedActorSystem system) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadRef(system),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadBoolean(),
        reader.ReadEvent(system),
        reader.ReadRequest());

    private static void WriteClientEvent(BinaryWriter writer, ClientEvent received)
    {
        writer.Write(received.Port);
        writer.Write(received.IsBad);
        writer.WriteEvent(received.Event);
        writer.WriteCallback(received.Callback);
        writer.Write(received.Size);
    }

    private static ClientEvent ReadClientEvent(BinaryReader reader, ExtendedActorSystem system) => new(
        reader.ReadInt64(),
        reader.ReadBoolean(),
        reader.ReadEvent(system),
        reader.ReadCallback(system),
        reader.ReadInt32());

    private static void WriteHandlerReply(BinaryWriter writer, HandlerReply reply)
    {
        writer.WriteCallback(reply.Callback);
        writer.WriteEncoded(reply.Value);
    }

    private static HandlerReply ReadHandlerReply(BinaryReader reader, ExtendedActorSystem system) =>
        new(reader.ReadCallback(system) ?? throw new EndOfStreamException(), reader.ReadEncoded());
}
