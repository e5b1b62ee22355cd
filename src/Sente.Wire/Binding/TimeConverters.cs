using System.Globalization;

namespace Sente.Wire;

/// <summary>Converts points in time. Reads ISO text too, which formats without instants write.</summary>
internal sealed class DateTimeOffsetConverter : ScalarConverter<DateTimeOffset>
{
    // Different ticks may be in the same millisecond.
    public override bool MayCollide => true;

    public static DateTimeOffset ReadInstant(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Instant => reader.GetInstant(),
        TokenKind.String when EdnInstant.TryParse(reader.GetString(), out var instant) => instant,
        _ => throw Unexpected(reader, "an instant"),
    };

    protected override void WriteValue(TokenWriter writer, DateTimeOffset value) => writer.WriteInstant(value);

    protected override DateTimeOffset ReadValue(TokenReader reader) => ReadInstant(reader);
}

/// <summary>Converts dates with time. An unspecified kind counts as UTC, and they are read as UTC.</summary>
internal sealed class DateTimeConverter : ScalarConverter<DateTime>
{
    public override bool MayCollide => true;

    protected override void WriteValue(TokenWriter writer, DateTime value) => writer.WriteInstant(
        value.Kind == DateTimeKind.Local ? value : new DateTimeOffset(value.Ticks, TimeSpan.Zero));

    protected override DateTime ReadValue(TokenReader reader) => DateTimeOffsetConverter.ReadInstant(reader).UtcDateTime;
}

/// <summary>Converts types that .NET formats and parses, as strings: <c>2024-01-02</c>, <c>03:04:05</c>.</summary>
internal sealed class ParsableConverter<T>(string format, string expected) : ScalarConverter<T>
    where T : struct, ISpanParsable<T>, ISpanFormattable
{
    protected override void WriteValue(TokenWriter writer, T value)
    {
        Span<char> text = stackalloc char[64];
        value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        writer.WriteString(text[..length]);
    }

    protected override T ReadValue(TokenReader reader) =>
        reader.Kind == TokenKind.String && T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Unexpected(reader, expected);
}
