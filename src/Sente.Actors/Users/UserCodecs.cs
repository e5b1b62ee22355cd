namespace Sente.Actors;

/// <summary>Codecs of the messages between user actors and other nodes' actors.</summary>
internal static class UserCodecs
{
    public static IReadOnlyList<MessageCodec> All { get; } =
    [
        MessageCodec.Of<Push>("pu1", WritePush, ReadPush),
        MessageCodec.Of<CloseEntity>("cl1", WriteCloseEntity, ReadCloseEntity),
        MessageCodec.Of<AskPresence>("ap1", (writer, message) => writer.Write(message.EntityId), reader => new AskPresence(reader.ReadString())),
        MessageCodec.Of<PresenceAnswer>("an1", (writer, message) => writer.Write(message.Online), reader => new PresenceAnswer(reader.ReadBoolean())),
        MessageCodec.Of<SharedBans>("nb1", WriteSharedBans, ReadSharedBans),
        MessageCodec.Of<StopUser>("su1", (_, _) => { }, _ => StopUser.Instance),
        MessageCodec.Of<PushResult>("ar1", WritePushResult, ReadPushResult),
    ];

    private static void WritePush(MessageWriter writer, Push push)
    {
        writer.Write(push.EntityId);
        writer.Write(push.Origin);
        writer.Write(push.Number);
        writer.WriteList(push.Events, writer.WriteEncoded);
        writer.WriteOptional(push.ClientId);
        writer.Write(push.Flush);
        writer.Write(push.WantsResult);
    }

    private static Push ReadPush(MessageReader reader) => new(
        reader.ReadString(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadList(reader.ReadEncoded),
        reader.ReadOptionalText(),
        reader.ReadBoolean(),
        reader.ReadBoolean());

    private static void WriteCloseEntity(MessageWriter writer, CloseEntity close)
    {
        writer.Write(close.EntityId);
        writer.WriteOptional(close.RefuseFor);
    }

    private static CloseEntity ReadCloseEntity(MessageReader reader) => new(reader.ReadString(), reader.ReadOptionalTime());

    private static void WriteSharedBans(MessageWriter writer, SharedBans bans)
    {
        writer.WriteList(bans.Bans, ban =>
        {
            writer.Write(ban.Uid);
            writer.WriteTime(ban.Time);
        });
        writer.Write(bans.Replace);
    }

    private static SharedBans ReadSharedBans(MessageReader reader) =>
        new(reader.ReadList(() => new BanUser(reader.ReadString(), reader.ReadTime())), reader.ReadBoolean());

    private static void WritePushResult(MessageWriter writer, PushResult result)
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

    private static PushResult ReadPushResult(MessageReader reader) => new(
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadList(() => new PushRefusal(reader.ReadOptionalText(), (PushRefusalReason)reader.ReadByte(), reader.ReadString())));
}
