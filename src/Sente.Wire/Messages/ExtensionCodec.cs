namespace Sente.Wire;

/// <summary>The map that is a message's third element.</summary>
internal static class ExtensionCodec
{
    private static readonly Keyword Session = Keyword.Parse("session");
    private static readonly Keyword Number = Keyword.Parse("n");
    private static readonly Keyword Resumed = Keyword.Parse("resumed?");
    private static readonly Keyword Probe = Keyword.Parse("probe");
    private static readonly Keyword Cursor = Keyword.Parse("b");
    private static readonly Keyword Replies = Keyword.Parse("replies");
    private static readonly Keyword Gap = Keyword.Parse("gap");
    private static readonly Keyword From = Keyword.Parse("from");
    private static readonly Keyword To = Keyword.Parse("to");
    private static readonly Keyword Window = Keyword.Parse("window");

    public static void Write(Packer packer, TokenWriter writer, ServerExtension extension)
    {
        writer.StartMap(Count(extension));
        if (extension.Session is { } session)
        {
            writer.WriteKeyword(Session);
            writer.WriteString(session);
        }

        WriteInteger(writer, Number, extension.Number);
        if (extension.Resumed is { } resumed)
        {
            WriteBoolean(writer, Resumed, resumed);
        }

        if (extension.Probe)
        {
            WriteBoolean(writer, Probe, true);
        }

        if (extension.Cursor is { } cursor)
        {
            writer.WriteKeyword(Cursor);
            writer.WriteString(cursor);
        }

        if (extension.Replies is { } replies)
        {
            WriteReplies(packer, writer, replies);
        }

        if (extension.Gap is { } gap)
        {
            writer.WriteKeyword(Gap);
            writer.StartMap(2);
            WriteInteger(writer, From, gap.From);
            WriteInteger(writer, To, gap.To);
            writer.End();
        }

        WriteInteger(writer, Window, extension.Window);
        writer.End();
    }

    /// <summary>Reads a client's; the reader stands on it, and afterwards on its end. Unknown keys are ignored.</summary>
    public static void Read(TokenReader reader, out long? ack, out string? repeatId)
    {
        ack = null;
        repeatId = null;
        if (reader.Kind != TokenKind.Map)
        {
            throw SenteDataException.Expected("a map as a message's third element", reader.Describe());
        }

        while (reader.Read() != TokenKind.End)
        {
            // In JSON, which has no keywords, the keys are strings.
            var isName = reader.Kind is TokenKind.Keyword or TokenKind.String;
            var isAck = isName && reader.Text.SequenceEqual("ack"u8);
            var isId = isName && reader.Text.SequenceEqual("id"u8);
            reader.Skip();
            reader.Read();
            if (isAck)
            {
                ack = ReadAck(reader);
            }
            else if (isId)
            {
                repeatId = reader.Kind == TokenKind.String ? reader.GetString() : throw SenteDataException.Expected("a string as :id", reader.Describe());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static long ReadAck(TokenReader reader) => reader.Kind == TokenKind.Integer && reader.Integer >= 0
        ? reader.Integer
        : throw SenteDataException.Expected("an integer from 0 up as :ack", reader.Describe());

    private static void WriteReplies(Packer packer, TokenWriter writer, IReadOnlyList<(CallbackId Callback, EncodedValue Reply)> replies)
    {
        writer.WriteKeyword(Replies);
        writer.StartVector(replies.Count);
        foreach (var (callback, reply) in replies)
        {
            writer.StartVector(2);
            packer.WriteCallback(writer, callback);
            packer.WriteValue(writer, reply);
            writer.End();
        }

        writer.End();
    }

    private static void WriteInteger(TokenWriter writer, Keyword key, long? value)
    {
        if (value is not { } number)
        {
            return;
        }

        writer.WriteKeyword(key);
        writer.WriteInteger(number);
    }

    private static void WriteBoolean(TokenWriter writer, Keyword key, bool value)
    {
        writer.WriteKeyword(key);
        writer.WriteBoolean(value);
    }

    private static int Count(ServerExtension extension) =>
        (extension.Session is null ? 0 : 1) + (extension.Number is null ? 0 : 1) + (extension.Resumed is null ? 0 : 1)
        + (extension.Probe ? 1 : 0) + (extension.Cursor is null ? 0 : 1) + (extension.Replies is null ? 0 : 1)
        + (extension.Gap is null ? 0 : 1) + (extension.Window is null ? 0 : 1);
}
