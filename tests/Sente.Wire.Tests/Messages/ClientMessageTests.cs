using System.Buffers;
using System.Text;
using Sente.Wire;

namespace Sente.Wire.Tests;

public class ClientMessageTests
{
    [Fact]
    public void A_request_gives_id_data_and_callback()
    {
        var message = Read("""[[:test/echo {:a 1, :b [nil true "ü☃" #{1} (1 2)]}] "e67d6c"]""");
        Assert.Equal("test/echo", message.EventId);
        Assert.Equal("""{:a 1, :b [nil true "ü☃" #{1} (1 2)]}""", Encoding.UTF8.GetString(message.Data.Bytes.Span));
        Assert.Equal("\"e67d6c\"", message.Callback.ToString());
        Assert.False(message.Callback!.Value.IsAjax);
    }

    [Fact]
    public void An_event_without_callback_has_none()
    {
        var message = Read("[[:chsk/ws-pong] nil]");
        Assert.Equal("chsk/ws-pong", message.EventId);
        Assert.True(message.Data.IsNil);
        Assert.Null(message.Callback);
    }

    [Fact]
    public void A_batch_is_the_concatenation_of_its_events()
    {
        var to = new ArrayBufferWriter<byte>();
        Packer.Edn.WriteBatch(to, [new Event("test/pushed", new { i = 0 }).Encoded, new Event("test/none").Encoded]);
        Assert.Equal("[[[:test/pushed {:i 0}] [:test/none]] nil]", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    [Fact]
    public void Bytes_cross_nodes_but_are_refused_in_edn()
    {
        var evt = new Event("test/pushed", new { file = new { content = new byte[] { 1, 2, 3 } } });
        Assert.False(evt.Encoded.TryGetBytes(Packer.Edn, out _, out var error));
        Assert.Contains("$[1].file.content", error, StringComparison.Ordinal);
    }

    private static ClientMessage Read(string text) => Packer.Edn.ReadClientMessage(Encoding.UTF8.GetBytes(text), WireLimits.Default);
}
