using System.Runtime.Serialization;
using System.Security.Claims;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Encodes and decodes every message that may be sent to another node, and refuses damaged bytes.</summary>
public sealed class SenteSerializerSpec : SenteSpec
{
    [Fact]
    public void Every_message_either_has_a_codec_or_never_leaves_its_node()
    {
        var types = typeof(SenteNode).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false }).ToArray();
        var crossing = types.Where(typeof(IRemoteMessage).IsAssignableFrom).ToHashSet();
        var staying = types.Where(typeof(INoSerializationVerificationNeeded).IsAssignableFrom).ToHashSet();
        Assert.Equal([typeof(LocalEventMsg)], crossing.Intersect(staying));
        Assert.Equal(crossing.Select(type => type.Name).Order(), MessageTable.All.Where(row => row.Write is not null).Select(row => row.Type.Name).Order());
        Assert.Equal(
            ["BanUser", "ClientMisbehaved", "CloseConnection", "ConnectionAway", "ConnectionExpired", "ConnectionPresence", "DeadlinePassed", "Deliver", "DeliverToAll", "DrainPool", "LocalEventMsg", "RegionStarted", "StartAgain", "SweepPorts", "UnwatchHandler", "UnwatchPresence", "UserPresence", "WatchGateway", "WatchHandler", "WatchPresence", "WriteQueued"],
            staying.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_message_has_a_manifest_of_its_own()
    {
        Assert.All(MessageTable.All, row => Assert.Matches("^[a-z]{2}[1-9]$", row.Manifest));
        Assert.Equal(MessageTable.All.Count, MessageTable.All.Select(row => row.Manifest).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_message_is_read_as_it_was_written()
    {
        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        var traits = new PortTraits(TransportKind.Ajax, "edn", true, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(5), true, "s1", 17);
        object[] messages =
        [
            new CloseEntity("u/u1", TimeSpan.FromSeconds(3)),
            new CloseEntity("u/u1", null),
            new PortWritten(7),
            new PortClosed(7, true),
            new PortAttached(7, TestActor, Node.Actors.Gateway, new Handshake("s", 5)),
            new PortAttached(7, TestActor, Node.Actors.Gateway, null),
            new ClientAck(7, 40),
            new AskPresence("u/u1"),
            new PresenceAnswer(true),
            new PortRefused(7, PortClose.TryLater("full")),
            new PortGrant(7, 3, 400),
            new PostDone(9),
            new PortPause(7, true),
            new PortEnd(7, PortClose.ByApp),
        ];
        Assert.All(messages, message => Assert.Equal(message, Roundtrip(message)));
        var posted = Roundtrip(new PostedEvent("u/x", "x", "c", TestActor, 1, 2, 300, false, new Event("test/in", 4), RequestInfo.Empty));
        Assert.Equal((1L, 2L, 300, false, "test/in"), (posted.Post, posted.Credit, posted.Size, posted.IsBad, posted.Event.Id));
        Assert.Same(StopUser.Instance, Roundtrip(StopUser.Instance));

        var reply = Roundtrip(new HandlerReply(callback, new ReplyContent(EncodedValue.From(new { a = 1 }))));
        Assert.Equal((callback, "{:a 1}", null), (reply.Callback, Text(reply.Content.Value), reply.Content.Error));
        var failure = ReplyContent.FailureWith("full", "code", 7);
        Assert.Equal(Text(failure.Error!), Text(Roundtrip(new HandlerReply(callback, failure)).Content.Error!));
        var replied = Roundtrip(new PostReplied(5, failure));
        Assert.Equal((5L, ":chsk/error", Text(failure.Error!)), (replied.Post, Text(replied.Content.Value), Text(replied.Content.Error!)));
        Assert.Null(Roundtrip(new PostReplied(5, ReplyContent.Failure)).Content.Error);
        var write = Roundtrip(new PortWrite(7, new byte[] { 1, 2 }, IsPush: true, TestActor));
        Assert.Equal([1, 2], write.Frame.ToArray());
        Assert.True(write.IsPush);
        var attach = Roundtrip(new Attach("u/u1", "u1", "c1", TestActor, 7, traits, SomeRequest()));
        Assert.Equal(("u/u1", "u1", "c1", TestActor, 7L, traits), (attach.EntityId, attach.Uid, attach.ClientId, attach.Gateway, attach.Port, attach.Traits));
        AssertSame(SomeRequest(), attach.Request);
    }

    [Fact]
    public void The_data_of_pushes_and_client_events_is_copied_unchanged()
    {
        var evt = new Event("test/pushed", new { a = new[] { 1, 2 } });
        var push = Roundtrip(new Push("u/u1", 5, 9, [evt.Encoded], "c1", true, true));
        Assert.Equal(("u/u1", 5L, 9L, "c1", true, true), (push.EntityId, push.Origin, push.Number, push.ClientId, push.Flush, push.WantsResult));
        Assert.Equal(Text(evt.Encoded), Text(push.Events[0]));

        var packed = "[[:test/a #{1 1}] \"cb1\"]"u8.ToArray();
        var message = Packers.Edn.ReadClientMessage(packed, WireLimits.Default);
        var received = Roundtrip(new ClientEvent(7, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), message.Callback, packed.Length));
        Assert.Equal("#{1 1}", System.Text.Encoding.UTF8.GetString(received.Event.Data.Bytes.Span));
        Assert.Equal(message.Callback, received.Callback);
        Assert.Null(Roundtrip(new ClientEvent(7, message.IsBadEvent, received.Event, null, 3)).Callback);
    }

    // The node that received the event checked it by its own limits. This node reads it without checking again.
    [Fact]
    public void A_client_event_that_another_node_accepted_is_read_whatever_size_it_expands_to()
    {
        var name = new string('n', 5000);
        var packed = System.Text.Encoding.UTF8.GetBytes($"[[:test/a #:{name}{{{string.Concat(Enumerable.Range(0, 500).Select(i => $":a{i} 1 "))}}}] nil]");
        var message = Packers.Edn.ReadClientMessage(packed, new WireLimits { MaxMessageBytes = 4 * 1024 * 1024 });
        var received = Roundtrip(new ClientEvent(7, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), message.Callback, packed.Length));
        Assert.Equal(500, Assert.IsType<ValueMap>(received.Event.Data.ToValue()).Count);
        Assert.Throws<MalformedMessageException>(() => Packers.Edn.ReadClientMessage(packed, WireLimits.Default));
    }

    [Fact]
    public void The_messages_that_apps_send_and_receive_can_be_sent_to_another_node()
    {
        var evt = new Event("test/pushed", new { a = 1, bytes = new byte[] { 1, 2, 3 } });
        var push = Roundtrip(new PushToUser("u1", [evt, evt]) { Flush = true, WantsResult = true });
        Assert.Equal(("u1", 2, true, true), (push.Uid, push.Events.Count, push.Flush, push.WantsResult));
        Assert.Equal(Text(evt.Encoded), Text(push.Events[1].Encoded));
        var toClient = Roundtrip(new PushToClient(Uid.Nil, "c1", "p/x", [evt, evt]));
        Assert.Equal(("c1", "p/x", 2), (toClient.ClientId, toClient.Entity, toClient.Events.Count));
        var bans = Roundtrip(new SharedBans([new BanUser("ada", TimeSpan.FromHours(1)), new BanUser("eve", TimeSpan.Zero)], Replace: true));
        Assert.Equal([new BanUser("ada", TimeSpan.FromHours(1)), new BanUser("eve", TimeSpan.Zero)], bans.Bans);
        Assert.True(bans.Replace);
        var toUsers = Roundtrip(new PushToUsers(["u1", "u2"], [evt, evt]));
        Assert.Equal(["u1", "u2"], toUsers.Uids);
        Assert.Equal(2, toUsers.Events.Count);
        Assert.Equal(2, Roundtrip(new PushToAll([evt, evt])).Events.Count);
        Assert.Equal(TimeSpan.FromSeconds(1), Roundtrip(new CloseUser("u1", TimeSpan.FromSeconds(1))).RefuseFor);

        var result = Roundtrip(new PushResult(1, 2, [new PushRefusal("c1", PushRefusalReason.NotRepresentable, "why"), new PushRefusal(null, PushRefusalReason.TooBig, "big")]));
        Assert.Equal((1, 2, 2), (result.Written, result.Waiting, result.Refused.Count));
        Assert.Equal(new PushRefusal("c1", PushRefusalReason.NotRepresentable, "why"), result.Refused[0]);

        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        var msg = Roundtrip(new LocalEventMsg(evt, "u1", "c1", SomeRequest(), new ConnectionReply(TestActor, callback), users: Users));
        Assert.Equal(Users.Ref, msg.Users);
        Assert.Equal(("test/pushed", "u1", "c1"), (msg.Id, msg.Uid, msg.ClientId));
        msg.Reply!.Send(1);
        Assert.Equal(callback, ExpectMsg<HandlerReply>().Callback);
    }

    [Fact]
    public void Replies_in_their_first_encoding_which_has_no_error_are_still_read()
    {
        var callback = new CallbackId("\"cb1\""u8.ToArray(), Packers.Edn);
        var reply = (HandlerReply)Serializer.FromBinary(Write(writer => writer.WriteCallback(callback)), "hr1");
        Assert.Equal((callback, "42", null), (reply.Callback, Text(reply.Content.Value), reply.Content.Error));
        var replied = (PostReplied)Serializer.FromBinary(Write(writer => writer.Write(5L)), "gs1");
        Assert.Equal((5L, "42", null), (replied.Post, Text(replied.Content.Value), replied.Content.Error));

        static byte[] Write(Action<MessageWriter> address)
        {
            using var bytes = new MemoryStream();
            using var writer = new MessageWriter(bytes);
            address(writer);
            writer.WriteEncoded(EncodedValue.From(42));
            writer.Flush();
            return bytes.ToArray();
        }
    }

    [Fact]
    public void An_unknown_manifest_is_refused_with_advice() =>
        Assert.Contains("newer", Assert.Throws<SerializationException>(() => Serializer.FromBinary([], "pu9")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_message_cut_short_at_any_byte_is_refused_as_damaged()
    {
        var evt = new Event("test/pushed", new { a = 1 });
        foreach (object message in new object[] { new Push("u/u1", 5, 9, [evt.Encoded], "c1", true, true), new Attach("u/u1", "u1", "c1", TestActor, 7, NewPort().Traits, SomeRequest()) })
        {
            var bytes = Serializer.ToBinary(message);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Throws<SerializationException>(() => Serializer.FromBinary(bytes[..length], Serializer.Manifest(message)));
            }
        }
    }

    private SenteSerializer Serializer => (SenteSerializer)Sys.Serialization.FindSerializerForType(typeof(Push));

    private static string Text(EncodedValue value) => System.Text.Encoding.UTF8.GetString(value.Snapshot.Span);

    private static RequestInfo SomeRequest() => new()
    {
        User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "u1")], "test")),
        Path = "/chsk",
        Query = new Dictionary<string, string> { ["a"] = "1" },
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = "spec" },
        RemoteAddress = "127.0.0.1",
        Transport = TransportKind.Ajax,
        Packer = "edn",
        Captured = new Dictionary<string, string> { ["tenant"] = "t" },
    };

    private static void AssertSame(RequestInfo expected, RequestInfo actual)
    {
        Assert.Equal(expected.User.FindFirst(ClaimTypes.NameIdentifier)!.Value, actual.User.FindFirst(ClaimTypes.NameIdentifier)!.Value);
        Assert.Equal((expected.Path, expected.RemoteAddress, expected.Transport, expected.Packer), (actual.Path, actual.RemoteAddress, actual.Transport, actual.Packer));
        Assert.Equal(expected.Query, actual.Query);
        Assert.Equal("spec", actual.Headers["user-agent"]);
        Assert.Equal(expected.Captured, actual.Captured);
    }

    private T Roundtrip<T>(T message)
        where T : notnull => (T)Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));
}
