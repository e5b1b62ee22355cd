using System.Text;

namespace Sente.Wire;

internal sealed class StringConverter : ScalarConverter<string>
{
    protected override void WriteValue(TokenWriter writer, string value) => writer.WriteString(value);

    protected override string ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.String => reader.GetString(),
        TokenKind.Char => reader.GetChar().ToString(),
        _ => throw Unexpected(reader),
    };
}

/// <summary>Converts the keys of a map with string keys. Reads keywords, the usual keys of Clojure's maps, as their names.</summary>
internal sealed class StringKeyConverter : ScalarConverter<string>
{
    public static readonly StringKeyConverter Instance = new();

    protected override void WriteValue(TokenWriter writer, string value) => writer.WriteString(value);

    protected override string ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.String => reader.GetString(),
        TokenKind.Keyword => reader.GetKeyword().Text,
        TokenKind.Symbol => reader.GetSymbol().Text,
        TokenKind.Char => reader.GetChar().ToString(),
        _ => throw Unexpected(reader, "a string or keyword as key"),
    };
}

internal sealed class CharConverter : ScalarConverter<char>
{
    protected override void WriteValue(TokenWriter writer, char value) => writer.WriteChar(value);

    // A browser has no characters, and writes them as strings.
    protected override char ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Char => reader.GetChar(),
        TokenKind.String when reader.GetString() is { Length: 1 } text => text[0],
        _ => throw Unexpected(reader),
    };
}

internal sealed class KeywordConverter : ScalarConverter<Keyword>
{
    protected override void WriteValue(TokenWriter writer, Keyword value) => writer.WriteKeyword(value);

    protected override Keyword ReadValue(TokenReader reader) =>
        reader.Kind == TokenKind.Keyword ? reader.GetKeyword() : throw Unexpected(reader);
}

internal sealed class SymbolConverter : ScalarConverter<Symbol>
{
    protected override void WriteValue(TokenWriter writer, Symbol value) => writer.WriteSymbol(value);

    protected override Symbol ReadValue(TokenReader reader) =>
        reader.Kind == TokenKind.Symbol ? reader.GetSymbol() : throw Unexpected(reader);
}

internal sealed class GuidConverter : ScalarConverter<Guid>
{
    protected override void WriteValue(TokenWriter writer, Guid value) => writer.WriteUuid(value);

    protected override Guid ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Uuid => reader.GetUuid(),
        TokenKind.String when TokenReader.TryParseUuid(reader.Text, out var uuid) => uuid,
        _ => throw Unexpected(reader, "a UUID"),
    };
}

internal sealed class UriConverter : ScalarConverter<Uri>
{
    protected override void WriteValue(TokenWriter writer, Uri value) => writer.WriteString(value.OriginalString);

    protected override Uri ReadValue(TokenReader reader) =>
        reader.Kind == TokenKind.String && Uri.TryCreate(reader.GetString(), UriKind.RelativeOrAbsolute, out var uri)
            ? uri
            : throw Unexpected(reader, "a URI in a string");
}

/// <summary>Converts bytes. Reads base64 strings too, by which apps send bytes in formats that have none.</summary>
internal sealed class BytesConverter : ScalarConverter<byte[]>
{
    // In .NET, arrays of equal bytes are different keys.
    public override bool MayCollide => true;

    protected override void WriteValue(TokenWriter writer, byte[] value) => writer.WriteBytes(value);

    protected override byte[] ReadValue(TokenReader reader) => Read(reader) ?? throw Unexpected(reader, "bytes, or base64 in a string");

    private static new byte[]? Read(TokenReader reader)
    {
        if (reader.Kind == TokenKind.Bytes)
        {
            return reader.GetBytes();
        }

        if (reader.Kind != TokenKind.String)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(reader.Text);
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}

internal sealed class MemoryConverter : ScalarConverter<ReadOnlyMemory<byte>>
{
    public override bool MayCollide => true;

    protected override void WriteValue(TokenWriter writer, ReadOnlyMemory<byte> value) => writer.WriteBytes(value.Span);

    protected override ReadOnlyMemory<byte> ReadValue(TokenReader reader) =>
        Converters.For<byte[]>().Read(reader) ?? throw Unexpected(reader, "bytes");
}
