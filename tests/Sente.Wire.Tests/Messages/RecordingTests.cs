using System.Buffers;
using System.Text;

namespace Sente.Wire.Tests;

/// <summary>Every message of the EDN recordings: a client's is read, and a server's is written with the same bytes.</summary>
public class RecordingTests
{
    public static TheoryData<string> Recordings =>
    [
        "ws-session-basic-edn", "ws-session-close-edn", "ws-session-serverping-edn", "ws-session-clientping-edn",
        "ws-session-csrf-edn", "ajax-session-basic-edn", "ajax-session-csrf-edn",
    ];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_clients_messages_are_events_with_or_without_callback(string recording)
    {
        var messages = ClientMessages(recording).ToList();
        foreach (var text in messages)
        {
            var message = Packers.Edn.ReadClientMessage(Encoding.UTF8.GetBytes(text), WireLimits.Default);
            Assert.False(message.IsBadEvent, text);
            var (callback, data) = (message.Callback?.ToString() ?? "nil", message.Data.IsNil ? "" : $" {message.Data}");
            Assert.Equal(text, $"[[:{message.EventId}{data}] {callback}]");
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_servers_messages_are_written_the_same(string recording)
    {
        var messages = ServerMessages(recording).ToList();
        Assert.NotEmpty(messages);
        foreach (var text in messages)
        {
            Assert.Equal(text, Rewrite((ValueVector)Edn.Read(text)!));
        }
    }

    [Theory]
    [InlineData("ws-session-basic-transit")]
    [InlineData("ajax-session-basic-transit")]
    [InlineData("ws-session-basic-msgpack")]
    [InlineData("ws-session-close-msgpack")]
    [InlineData("ajax-session-basic-msgpack")]
    public void Sessions_of_the_other_packers_are_understood(string recording)
    {
        var packer = Packers.Find(recording.Split('-')[^1])!;
        var (fromClient, fromServer) = (Messages(recording, packer, isClients: true).ToList(), Messages(recording, packer, isClients: false).ToList());
        Assert.NotEmpty(fromClient);
        Assert.NotEmpty(fromServer);
        foreach (var bytes in fromClient)
        {
            var message = packer.ReadClientMessage(bytes, WireLimits.Default);
            Assert.False(message.IsBadEvent);
            // A slice reads the same as the whole, in spite of the key cache.
            var pair = (ValueVector)new EventData(bytes, packer).ToValue()!;
            var evt = (ValueVector)pair[0]!;
            Assert.Equal(((Keyword)evt[0]!).Text, message.EventId);
            Assert.True(PlainValue.Equals(evt.Count > 1 ? evt[1] : null, message.Data.IsNil ? null : message.Data.ToValue()));
            Assert.True(PlainValue.Equals(pair[1], message.Callback is { } id ? new EventData(id.Bytes, packer).ToValue() : null));
        }

        foreach (var bytes in fromServer)
        {
            var value = new EventData(bytes, packer).ToValue();
            Assert.True(PlainValue.Equals(value, new EventData(packer.Pack(value), packer).ToValue()));
        }
    }

    private static IEnumerable<byte[]> Messages(string recording, Packer packer, bool isClients)
    {
        foreach (var entry in RecordedFiles.Load(recording + ".json").GetProperty("log").EnumerateArray())
        {
            var isFrame = entry.Text("dir") == (isClients ? "c>s" : "s>c");
            var body = isClients ? "reqBody" : "resBody";
            var text = isFrame ? entry.Text("text") : isClients ? FormField(entry.Text(body, "text"), "ppstr") : entry.Text(body, "text");
            var hex = isFrame ? entry.Text("hex") : entry.Text(body, "hex");
            if (packer.IsBinary && hex is { Length: > 0 } && entry.Text("type") != "close")
            {
                yield return Convert.FromHexString(hex);
            }
            else if (!packer.IsBinary && text?.StartsWith('[') == true)
            {
                yield return Encoding.UTF8.GetBytes(text);
            }
        }
    }

    private static string Rewrite(ValueVector message)
    {
        var to = new ArrayBufferWriter<byte>();
        var callback = message[1] is null ? (CallbackId?)null : new CallbackId(Encoding.UTF8.GetBytes(ValuePrinter.Print(message[1])), Packers.Edn);
        switch (message[0])
        {
            case Keyword { Text: "chsk/ws-ping" }:
                return Encoding.UTF8.GetString(Packers.Edn.PingMessage().Span);
            case Keyword { Text: "chsk/timeout" }:
                return Encoding.UTF8.GetString(Packers.Edn.TimeoutMessage().Span);
            case Keyword { Text: "chsk/dummy-cb-200" }:
                return Encoding.UTF8.GetString(Packers.Edn.DummyMessage().Span);
            case "pong":
                Packers.Edn.WritePong(to, callback!.Value);
                break;
            case ValueVector { Count: 2 } handshake when Edn.Key("chsk/handshake").Equals(handshake[0]):
                var body = (ValueVector)handshake[1]!;
                Packers.Edn.WriteHandshake(to, body[0] as string, body[2] is { } data ? EncodedValue.From(data) : null);
                break;
            case ValueVector batch when callback is null && batch.All(item => item is ValueVector { Count: > 0 } evt && evt[0] is Keyword { IsNamespaced: true }):
                Packers.Edn.WriteBatch(to, [.. batch.Cast<ValueVector>().Select(ToEvent)]);
                break;
            default:
                Packers.Edn.WriteReply(to, EncodedValue.From(message[0]), callback ?? new CallbackId(":ajax"u8, Packers.Edn));
                break;
        }

        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private static EncodedValue ToEvent(ValueVector evt) => new Event(((Keyword)evt[0]!).Text, evt.Count > 1 ? evt[1] : null).Encoded;

    private static IEnumerable<string> ServerMessages(string recording) =>
        from entry in RecordedFiles.Load(recording + ".json").GetProperty("log").EnumerateArray()
        let text = entry.Text("dir") == "s>c" ? entry.Text("text") : entry.Text("resBody", "text")
        where text?.StartsWith('[') == true
        select text;

    private static IEnumerable<string> ClientMessages(string recording) =>
        from entry in RecordedFiles.Load(recording + ".json").GetProperty("log").EnumerateArray()
        let text = entry.Text("dir") == "c>s" ? entry.Text("text") : FormField(entry.Text("reqBody", "text"), "ppstr")
        where text?.StartsWith('[') == true
        select text;

    private static string? FormField(string? form, string name) =>
        (from field in form?.Split('&') ?? []
         where field.StartsWith(name + "=", StringComparison.Ordinal)
         select Uri.UnescapeDataString(field[(name.Length + 1)..])).FirstOrDefault();
}
