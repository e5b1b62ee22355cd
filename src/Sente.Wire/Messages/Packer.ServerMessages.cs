using System.Buffers;

namespace Sente.Wire;

// What a server says. Every message is a pair, and a third element only for those who asked for it:
//   [[:chsk/handshake [uid nil ?data]] nil]   first on every connection
//   [[ev1 ev2 ..] nil]                        a batch of events
//   [reply "cb"]                              the reply to a request; [reply nil] to a POST
//   ["pong" "cb"]                             the answer to a client's ping
//   [:chsk/ws-ping nil]                       keep-alive
//   [:chsk/timeout nil]                       a poll or a POST's reply that timed out
//   [:chsk/dummy-cb-200 nil]                  the answer to a POST without callback
//   [nil nil {..}]                            an extension alone
public abstract partial class Packer
{
    private static readonly Keyword Handshake = Keyword.Parse("chsk/handshake");
    private static readonly Keyword NilUid = Keyword.Parse("sente/nil-uid");
    private static readonly Keyword AjaxKeyword = Keyword.Parse("ajax");

    private byte[]? _ping;
    private byte[]? _timeout;
    private byte[]? _dummy;
    private byte[]? _ajax;

    /// <summary>The whole message <c>[:chsk/ws-ping nil]</c>.</summary>
    public ReadOnlyMemory<byte> Ping => _ping ??= PackSignal("chsk/ws-ping");

    /// <summary>The whole message <c>[:chsk/timeout nil]</c>.</summary>
    public ReadOnlyMemory<byte> Timeout => _timeout ??= PackSignal("chsk/timeout");

    /// <summary>The whole message <c>[:chsk/dummy-cb-200 nil]</c>.</summary>
    public ReadOnlyMemory<byte> Dummy => _dummy ??= PackSignal("chsk/dummy-cb-200");

    /// <summary>The packed callback id <c>:ajax</c>.</summary>
    internal ReadOnlySpan<byte> AjaxCallback => _ajax ??= PackKeyword(AjaxKeyword);

    /// <summary>Writes the message that comes first on every connection.</summary>
    /// <param name="to">Gets the whole message.</param>
    /// <param name="uid">The user id; null if there is none.</param>
    /// <param name="handshakeData">What the app adds; null for nothing.</param>
    /// <param name="extension">Only for clients that asked for it.</param>
    /// <exception cref="SenteDataException">This packer can't say <paramref name="handshakeData"/>.</exception>
    public void WriteHandshake(IBufferWriter<byte> to, string? uid, EncodedValue? handshakeData = null, ServerExtension? extension = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        var writer = ValuePacker.RentWriter();
        try
        {
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
            WriteValue(writer, handshakeData);
            writer.End();
            writer.End();
            writer.WriteNil();
            Finish(writer, extension, to);
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    /// <summary>Writes a batch of events, copying what is already packed.</summary>
    /// <param name="to">Gets the whole message.</param>
    /// <param name="events">The events, in order; each one that <see cref="EncodedValue.TryGetBytes"/> can give in this packer.</param>
    /// <param name="extension">Only for clients that asked for it.</param>
    /// <exception cref="SenteDataException">This packer can't say one of the events.</exception>
    public void WriteBatch(IBufferWriter<byte> to, ReadOnlySpan<EncodedValue> events, ServerExtension? extension = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        var writer = ValuePacker.RentWriter();
        try
        {
            Begin(writer, extension);
            writer.StartVector(events.Length);
            foreach (var evt in events)
            {
                WriteValue(writer, evt);
            }

            writer.End();
            writer.WriteNil();
            Finish(writer, extension, to);
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    /// <summary>Writes the reply to a request.</summary>
    /// <param name="to">Gets the whole message.</param>
    /// <param name="reply">Any value.</param>
    /// <param name="callback">What the request was marked with; null makes the answer to a POST, as <c>:ajax</c> does.</param>
    /// <param name="extension">Only for clients that asked for it.</param>
    /// <exception cref="SenteDataException">This packer can't say the reply.</exception>
    public void WriteReply(IBufferWriter<byte> to, EncodedValue reply, CallbackId? callback, ServerExtension? extension = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(reply);
        var writer = ValuePacker.RentWriter();
        try
        {
            Begin(writer, extension);
            WriteValue(writer, reply);
            if (callback is not { IsAjax: false } marked)
            {
                writer.WriteNil();
            }
            else
            {
                WriteCallback(writer, marked);
            }

            Finish(writer, extension, to);
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    /// <summary>Writes the answer to a client's ping.</summary>
    /// <param name="to">Gets the whole message.</param>
    /// <param name="callback">What the ping was marked with.</param>
    public void WritePong(IBufferWriter<byte> to, CallbackId callback)
    {
        ArgumentNullException.ThrowIfNull(to);
        var writer = ValuePacker.RentWriter();
        try
        {
            Begin(writer, null);
            writer.WriteString("pong");
            WriteCallback(writer, callback);
            Finish(writer, null, to);
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    /// <summary>Writes an extension that travels alone, <c>[nil nil {..}]</c>.</summary>
    /// <param name="to">Gets the whole message.</param>
    /// <param name="extension">What it says.</param>
    public void WriteExtension(IBufferWriter<byte> to, ServerExtension extension)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(extension);
        var writer = ValuePacker.RentWriter();
        try
        {
            Begin(writer, extension);
            writer.WriteNil();
            writer.WriteNil();
            Finish(writer, extension, to);
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    internal void WriteCallback(TokenWriter writer, CallbackId callback)
    {
        if (callback.Packer == ValuePacker)
        {
            writer.WritePacked(callback.Bytes.Span);
            return;
        }

        var reader = callback.Packer.RentReader();
        try
        {
            new EventData(callback.Bytes, callback.Packer).Begin(reader);
            Transcoder.Copy(reader, writer, trusted: false);
        }
        finally
        {
            callback.Packer.Return(reader);
        }
    }

    internal void WriteValue(TokenWriter writer, EncodedValue? value)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else if (value.TryGetBytes(this, out var bytes, out var error))
        {
            writer.WritePacked(bytes.Span);
        }
        else
        {
            throw new SenteDataException(error);
        }
    }

    private static void Begin(TokenWriter writer, ServerExtension? extension) => writer.StartVector(extension is null ? 2 : 3);

    private void Finish(TokenWriter writer, ServerExtension? extension, IBufferWriter<byte> to)
    {
        if (extension is not null)
        {
            ExtensionCodec.Write(this, writer, extension);
        }

        writer.End();
        Wrap(writer.Written, to);
    }

    private byte[] PackSignal(string keyword)
    {
        var writer = ValuePacker.RentWriter();
        try
        {
            var to = new ArrayBufferWriter<byte>();
            Begin(writer, null);
            writer.WriteKeyword(Keyword.Parse(keyword));
            writer.WriteNil();
            Finish(writer, null, to);
            return to.WrittenSpan.ToArray();
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    private byte[] PackKeyword(Keyword keyword)
    {
        var writer = ValuePacker.RentWriter();
        try
        {
            writer.WriteKeyword(keyword);
            return writer.Written.ToArray();
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }
}
