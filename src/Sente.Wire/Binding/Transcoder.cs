namespace Sente.Wire;

/// <summary>Copies a value from one format to another, token by token.</summary>
internal static class Transcoder
{
    /// <summary>Copies one value.</summary>
    /// <param name="reader">At the first token of the value, and afterwards at its last.</param>
    /// <param name="writer">Receives the value.</param>
    /// <param name="trusted">Whether the value was checked when it was written, as snapshots are.</param>
    /// <exception cref="SenteDataException">The value breaks a rule (duplicate keys, an invalid date), or is not representable in the target format.</exception>
    public static void Copy(TokenReader reader, TokenWriter writer, bool trusted)
    {
        switch (reader.Kind)
        {
            case TokenKind.Vector:
                writer.StartVector(-1);
                CopyItems(reader, writer, trusted);
                break;
            case TokenKind.List:
                writer.StartList(-1);
                CopyItems(reader, writer, trusted);
                break;
            case TokenKind.Set:
                writer.StartSet(-1);
                CopyElements(reader, writer, trusted);
                break;
            case TokenKind.Map:
                CopyEntries(reader, writer, trusted);
                break;
            case TokenKind.Nil:
                writer.WriteNil();
                break;
            case TokenKind.Boolean:
                writer.WriteBoolean(reader.Boolean);
                break;
            case TokenKind.Keyword:
                writer.WriteKeyword(reader.GetKeyword());
                break;
            case TokenKind.Uuid:
                writer.WriteUuid(reader.GetUuid());
                break;
            case TokenKind.Instant:
                writer.WriteInstant(reader.GetInstant());
                break;
            case TokenKind.Tag when reader.GetTag() is var tag && reader.FindHandler(tag) is null && writer.FindHandler(tag) is null:
                writer.WriteTag(tag);
                reader.Read();
                Copy(reader, writer, trusted);
                break;
            case TokenKind.Integer:
                writer.WriteInteger(reader.Integer);
                break;
            case TokenKind.Double:
                writer.WriteDouble(reader.GetDouble());
                break;
            case TokenKind.String when !reader.HasEscapes:
                writer.WriteText(reader.Text);
                break;
            default:
                PlainConverter.Instance.Write(writer, PlainConverter.Instance.Read(reader));
                break;
        }
    }

    private static void CopyItems(TokenReader reader, TokenWriter writer, bool trusted)
    {
        var index = 0;
        try
        {
            while (reader.Read() != TokenKind.End)
            {
                Copy(reader, writer, trusted);
                index++;
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }

        writer.End();
    }

    private static void CopyElements(TokenReader reader, TokenWriter writer, bool trusted)
    {
        var seen = trusted ? null : new BrowserKeys();
        while (reader.Read() != TokenKind.End)
        {
            if (trusted)
            {
                Copy(reader, writer, trusted);
            }
            else
            {
                CopyKey(reader, writer, seen);
            }
        }

        writer.End();
    }

    private static void CopyEntries(TokenReader reader, TokenWriter writer, bool trusted)
    {
        var seen = trusted ? null : new BrowserKeys();
        writer.StartMap(-1);
        object? key = null;
        var inValue = false;
        try
        {
            while (reader.Read() != TokenKind.End)
            {
                key = CopyKey(reader, writer, seen);
                reader.Read();
                inValue = true;
                Copy(reader, writer, trusted);
                inValue = false;
            }
        }
        catch (SenteDataException e) when (inValue && e.In(key))
        {
            throw;
        }

        writer.End();
    }

    private static object? CopyKey(TokenReader reader, TokenWriter writer, BrowserKeys? seen)
    {
        if (reader.Kind == TokenKind.Keyword && seen is null)
        {
            var keyword = reader.GetKeyword();
            writer.WriteKeyword(keyword);
            return keyword;
        }

        var key = PlainConverter.Instance.Read(reader);
        seen?.Add(key);
        PlainConverter.Instance.Write(writer, key);
        return key;
    }
}
