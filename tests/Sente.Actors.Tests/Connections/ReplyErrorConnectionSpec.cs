using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Errors in replies, as connections write them (docs/protocol.md, "The extension").</summary>
public sealed class ReplyErrorConnectionSpec : SenteSpec
{
    [Theory]
    [InlineData(true, "[:chsk/error \"cb1\" {:error {:message \"full\"}}]")]
    [InlineData(false, "[:chsk/error \"cb1\"]")]
    public void Only_a_transport_with_the_extension_is_sent_the_error(bool extended, string frame)
    {
        var port = Connect(extended, msg => msg.Reply!.Fail("full"));
        Assert.Equal(frame, port.ExpectFrame());
    }

    [Fact]
    public void A_reply_that_waits_for_the_next_transport_is_written_as_that_one_asks()
    {
        EventMsg? taken = null;
        var port = Connect(extended: true, msg => taken = msg);
        AwaitAssert(() => Assert.NotNull(taken));
        port.End();
        AwaitAssert(() => Assert.True(port.WasDetached));
        taken!.Reply!.Fail("full");
        var next = NewPort(extended: false);
        port.Connection.Tell(NewAttach(next));
        Assert.Equal("[:chsk/error \"cb1\"]", next.ExpectFrame());
    }

    [Fact]
    public void An_error_that_is_too_large_is_left_out_with_a_warning()
    {
        Limits.MaxPushSize = 100;
        var port = Connect(extended: true, msg => msg.Reply!.Fail("full", "full", new string('x', 100)));
        Assert.Equal("[:chsk/error \"cb1\"]", port.ExpectFrame());
        Assert.Contains("MaxPushSize is 100", Assert.Single(Lines.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_that_the_clients_packer_cannot_encode_is_left_out_with_a_warning()
    {
        // EDN has no form for bytes.
        var port = Connect(extended: true, msg => msg.Reply!.Fail("full", "full", new byte[] { 1 }));
        Assert.Equal("[:chsk/error \"cb1\"]", port.ExpectFrame());
        Assert.Single(Lines.All);
    }

    private FakePort Connect(bool extended, Action<EventMsg> handle)
    {
        var connection = CreateTestProbe("user").ChildActorOf(ConnectionActor.Props(Node.Connections, "u1", "c1", EntityIds.Of("u1", "c1")));
        var port = NewPort(extended: extended);
        connection.Tell(NewAttach(port));
        port.ExpectAttached();
        Node.Router.Add(EventPattern.Default, new Taking(handle));
        var packed = "[[:test/join 1] \"cb1\"]"u8.ToArray();
        var message = Packers.Edn.ReadClientMessage(packed, WireLimits.Default);
        connection.Tell(new ClientEvent(port.Number, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), message.Callback, packed.Length));
        return port;
    }

    private sealed class Taking(Action<EventMsg> take) : RegisteredHandler("*")
    {
        public override void Handle(EventMsg msg, EventQueue queue)
        {
            take(msg);
            msg.Complete();
        }
    }
}
