using System.Buffers;
using System.Text;

namespace Sente.Wire.Tests;

public class ServerMessageTests
{
    private static readonly CallbackId Callback = new("\"e67d6c\""u8, Packers.Edn);

    [Fact]
    public void A_handshake_names_the_user()
    {
        Assert.Equal("[[:chsk/handshake [\"u1\" nil nil]] nil]", Written(to => Packers.Edn.WriteHandshake(to, "u1")));
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", Written(to => Packers.Edn.WriteHandshake(to, null)));
        Assert.Equal(
            "[[:chsk/handshake [\"a \\\"b\\\"\" nil {:hello \"world\"}]] nil]",
            Written(to => Packers.Edn.WriteHandshake(to, "a \"b\"", EncodedValue.From(new { hello = "world" }))));
    }

    [Fact]
    public void A_batch_is_the_concatenation_of_its_events()
    {
        var first = new Event("test/pushed", new { i = 0 }).Encoded;
        var second = new Event("test/none").Encoded;
        Assert.Equal("[[[:test/pushed {:i 0}]] nil]", Written(to => Packers.Edn.WriteBatch(to, [first])));
        Assert.Equal("[[[:test/pushed {:i 0}] [:test/none]] nil]", Written(to => Packers.Edn.WriteBatch(to, [first, second])));
    }

    [Fact]
    public void A_batch_with_an_event_that_is_not_representable_is_an_error()
    {
        var evt = new Event("test/pushed", new { content = new byte[] { 1 } }).Encoded;
        Assert.Throws<SenteDataException>(() => Packers.Edn.WriteBatch(new ArrayBufferWriter<byte>(), [evt]));
    }

    [Fact]
    public void A_reply_echoes_its_callback_and_a_posts_has_none()
    {
        var reply = EncodedValue.From(new { a = 1 });
        Assert.Equal("[{:a 1} \"e67d6c\"]", Written(to => Packers.Edn.WriteReply(to, reply, Callback)));
        Assert.Equal("[{:a 1} nil]", Written(to => Packers.Edn.WriteReply(to, reply, new CallbackId(":ajax"u8, Packers.Edn))));
        Assert.Equal("[nil \"e67d6c\"]", Written(to => Packers.Edn.WriteReply(to, EncodedValue.From(null), Callback)));
    }

    [Fact]
    public void A_callback_of_another_packer_is_written_in_this_one()
    {
        var elsewhere = new CallbackId("[1 #_ignored \"x\" #inst \"2024\"]"u8, new EdnPacker());
        Assert.Equal(
            "[1 [1 \"x\" #inst \"2024-01-01T00:00:00.000-00:00\"]]",
            Written(to => Packers.Edn.WriteReply(to, EncodedValue.From(1), elsewhere)));
    }

    [Fact]
    public void Pings_and_pongs_and_the_empty_answers_are_what_sente_sends()
    {
        Assert.Equal("[\"pong\" \"e67d6c\"]", Written(to => Packers.Edn.WritePong(to, Callback)));
        Assert.Equal("[:chsk/ws-ping nil]", Encoding.UTF8.GetString(Packers.Edn.PingMessage().Span));
        Assert.Equal("[:chsk/timeout nil]", Encoding.UTF8.GetString(Packers.Edn.TimeoutMessage().Span));
        Assert.Equal("[:chsk/dummy-cb-200 nil]", Encoding.UTF8.GetString(Packers.Edn.DummyMessage().Span));
    }

    [Fact]
    public void A_third_element_is_written_only_when_there_is_an_extension()
    {
        Assert.Equal(
            "[[:chsk/handshake [\"u\" nil nil]] nil {:session \"s\", :n 17, :resumed? true}]",
            Written(to => Packers.Edn.WriteHandshake(to, "u", null, new() { Session = "s", Number = 17, Resumed = true })));
        Assert.Equal(
            "[[:chsk/handshake [\"u\" nil nil]] nil {:probe true}]",
            Written(to => Packers.Edn.WriteHandshake(to, "u", null, new() { Probe = true })));
        Assert.Equal(
            "[[] nil {:n 42}]",
            Written(to => Packers.Edn.WriteBatch(to, [], new() { Number = 42 })));
        Assert.Equal(
            "[[] nil {:replies [[\"e67d6c\" {:a 1}]]}]",
            Written(to => Packers.Edn.WriteBatch(to, [], new() { Replies = [(Callback, EncodedValue.From(new { a = 1 }))] })));
        Assert.Equal(
            "[nil nil {:gap {:from 18, :to 40}, :window 8000}]",
            Written(to => Packers.Edn.WriteExtension(to, new() { Gap = (18, 40), Window = 8000 })));
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var to = new ArrayBufferWriter<byte>();
        write(to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
