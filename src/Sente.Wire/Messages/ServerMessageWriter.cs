using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>
/// Writes what the server sends. Every message is a pair, with a third element only for clients that asked for it:
/// <code>
///   [[:chsk/handshake [uid nil ?data]] nil]   the first message of a connection
///   [[ev1 ev2 ..] nil]                        a batch of events
///   [reply "cb"]                              the reply to a request; [reply nil] to a POST
///   ["pong" "cb"]                             the answer to a client's ping
///   [:chsk/ws-ping nil]                       the server's ping
///   [:chsk/timeout nil]                       the answer to a poll or POST that timed out
///   [:chsk/dummy-cb-200 nil]                  the answer to a POST without callback
///   [nil nil {..}]                            an extension alone
/// </code>
/// </summary>
internal static class ServerMessageWriter
{
    private static readonly Keyword Handshake = Keyword.Parse("chsk/handshake");
    private static readonly Keyword NilUid = Keyword.Parse("sente/nil-uid");

    private static readonly ConditionalWeakTable<Packer, Constants> AllConstants = [];

    /// <summary>Returns the message <c>[:chsk/ws-ping nil]</c>.</summary>
    /// <param name="packer">The packer of the connection.</param>
    public static ReadOnlyMemory<byte> PingMessage(this Packer packer) => ConstantsOf(packer).Ping;

    /// <summary>Returns the message <c>[:chsk/timeout nil]</c>.</summary>
    /// <param name="packer">The packer of the connection.</param>
    public static ReadOnlyMemory<byte> TimeoutMessage(this Packer packer) => ConstantsOf(packer).Timeout;

    /// <summary>Returns the message <c>[:chsk/dummy-cb-200 nil]</c>.</summary>
    /// <param name="packer">The packer of the connection.</param>
    public static ReadOnlyMemory<byte> DummyMessage(this Packer packer) => ConstantsOf(packer).Dummy;

    /// <summary>Writes the handshake.</summary>
    /// <param name="packer">The packer of the connection.</param>
    /// <param name="to">Receives the whole message.</param>
    /// <param name="uid">The uid; null for a client without a user.</param>
    /// <param name="handshakeData">The app's data; null for none.</param>
    /// <param name="extension">The third element; null for clients that did not ask for it.</param>
    /// <exception cref="SenteDataException"><paramref name="handshakeData"/> is not representable in this packer.</exception>
    public static void WriteHandshake(this Packer packer, IBufferWriter<byte> to, string? uid, EncodedValue? handshakeData = null, ServerExtension? extension = null)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(to);
        using var rented = packer.ValuePacker.RentWriter();
        var writer = rented.Writer;
        Begin(writer, extension);
        writer.StartVector(2);
        writer.WriteKeyword(Handshake);
        writer.StartVector(3);
        if (uid is null)
        {
            writer.WriteKeyword(NilUid);
        }
        else
        {
            writer.WriteString(uid);
        }

        writer.WriteNil();
        WriteValue(packer, writer, handshakeData);
        writer.End();
        writer.End();
        writer.WriteNil();
        Finish(packer, writer, extension, to);
    }

    /// <summary>Writes a batch of events, from the bytes that each of them keeps per packer.</summary>
    /// <param name="packer">The packer of the connection.</param>
    /// <param name="to">Receives the whole message.</param>
    /// <param name="events">The events, in order. Check each with <see cref="EncodedValue.TryGetBytes"/> first.</param>
    /// <param name="extension">The third element; null for clients that did not ask for it.</param>
    /// <exception cref="SenteDataException">An event is not representable in this packer.</exception>
    public static void WriteBatch(this Packer packer, IBufferWriter<byte> to, ReadOnlySpan<EncodedValue> events, ServerExtension? extension = null)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(to);
        using var rented = packer.ValuePacker.RentWriter();
        var writer = rented.Writer;
        Begin(writer, extension);
        writer.StartVector(events.Length);
        foreach (var evt in events)
        {
            WriteValue(packer, writer, evt);
        }

        writer.End();
        writer.WriteNil();
        Finish(packer, writer, extension, to);
    }

    /// <summary>Writes the reply to a request.</summary>
    /// <param name="packer">The packer of the connection.</param>
    /// <param name="to">Receives the whole message.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="callback">The callback of the request; null, like <c>:ajax</c>, makes the answer to a POST.</param>
    /// <param name="extension">The third element; null for clients that did not ask for it.</param>
    /// <exception cref="SenteDataException">The reply is not representable in this packer.</exception>
    public static void WriteReply(this Packer packer, IBufferWriter<byte> to, EncodedValue reply, CallbackId? callback, ServerExtension? extension = null)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(reply);
        using var rented = packer.ValuePacker.RentWriter();
        var writer = rented.Writer;
        Begin(writer, extension);
        WriteValue(packer, writer, reply);
        if (callback is { IsAjax: false } marked)
        {
            WriteCallback(packer, writer, marked);
        }
        else
        {
            writer.WriteNil();
        }

        Finish(packer, writer, extension, to);
    }

    /// <summary>Writes the answer to a client's ping.</summary>
    /// <param name="packer">The packer of the connection.</param>
    /// <param name="to">Receives the whole message.</param>
    /// <param name="callback">The callback of the ping.</param>
    public static void WritePong(this Packer packer, IBufferWriter<byte> to, CallbackId callback)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(to);
        using var rented = packer.ValuePacker.RentWriter();
        Begin(rented.Writer, null);
        rented.Writer.WriteString("pong");
        WriteCallback(packer, rented.Writer, callback);
        Finish(packer, rented.Writer, null, to);
    }

    /// <summary>Writes a message that has nothing but a third element, <c>[nil nil {..}]</c>.</summary>
    /// <param name="packer">The packer of the connection.</param>
    /// <param name="to">Receives the whole message.</param>
    /// <param name="extension">The third element.</param>
    public static void WriteExtension(this Packer packer, IBufferWriter<byte> to, ServerExtension extension)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(extension);
        using var rented = packer.ValuePacker.RentWriter();
        Begin(rented.Writer, extension);
        rented.Writer.WriteNil();
        rented.Writer.WriteNil();
        Finish(packer, rented.Writer, extension, to);
    }

    /// <summary>Whether a callback is the keyword <c>:ajax</c>.</summary>
    internal static bool IsAjaxCallback(Packer packer, ReadOnlySpan<byte> callback) => callback.SequenceEqual(ConstantsOf(packer).AjaxCallback);

    internal static void WriteCallback(Packer packer, TokenWriter writer, CallbackId callback)
    {
        if (callback.Packer == packer.ValuePacker)
        {
            writer.WritePacked(callback.Bytes.Span);
            return;
        }

        using var rented = callback.Packer.RentReader();
        new EventData(callback.Bytes, callback.Packer).Begin(rented.Reader);
        Transcoder.Copy(rented.Reader, writer, trusted: false);
    }

    internal static void WriteValue(Packer packer, TokenWriter writer, EncodedValue? value)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else if (value.TryGetBytes(packer, out var bytes, out var error))
        {
            writer.WritePacked(bytes.Span);
        }
        else
        {
            throw new SenteDataException(error);
        }
    }

    private static void Begin(TokenWriter writer, ServerExtension? extension) => writer.StartVector(extension is null ? 2 : 3);

    private static void Finish(Packer packer, TokenWriter writer, ServerExtension? extension, IBufferWriter<byte> to)
    {
        extension?.Write(packer, writer);
        writer.End();
        packer.WrapMessage(writer.Written, to);
    }

    private static Constants ConstantsOf(Packer packer) => AllConstants.GetValue(packer, static packer => new Constants(packer));

    /// <summary>The messages of a packer that are always the same, packed once.</summary>
    private sealed class Constants(Packer packer)
    {
        public byte[] Ping { get; } = PackMessage(packer, "chsk/ws-ping");

        public byte[] Timeout { get; } = PackMessage(packer, "chsk/timeout");

        public byte[] Dummy { get; } = PackMessage(packer, "chsk/dummy-cb-200");

        public byte[] AjaxCallback { get; } = packer.ValuePacker.Pack(Keyword.Parse("ajax"));

        private static byte[] PackMessage(Packer packer, string keyword)
        {
            using var rented = packer.ValuePacker.RentWriter();
            var to = new ArrayBufferWriter<byte>();
            Begin(rented.Writer, null);
            rented.Writer.WriteKeyword(Keyword.Parse(keyword));
            rented.Writer.WriteNil();
            Finish(packer, rented.Writer, null, to);
            return to.WrittenSpan.ToArray();
        }
    }
}
