using System.Globalization;

namespace Sente.Wire;

/// <summary>Points in time. Formats without them say ISO text, which reads too.</summary>
internal sealed class DateTimeOffsetConverter : ScalarConverter<DateTimeOffset>
{
    // Different ticks of one millisecond.
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

/// <summary>Dates with time; of no stated kind they count as UTC, and they read as UTC.</summary>
internal sealed class DateTimeConverter : ScalarConverter<DateTime>
{
    public override bool MayCollide => true;

    protected override void WriteValue(TokenWriter writer, DateTime value) => writer.WriteInstant(
        value.Kind == DateTimeKind.Local ? value : new DateTimeOffset(value.Ticks, TimeSpan.Zero));

    protected override DateTime ReadValue(TokenReader reader) => DateTimeOffsetConverter.ReadInstant(reader).UtcDateTime;
}

/// <summary>Types that go as the text in which .NET writes and reads them back: <c>2024-01-02</c>, <c>03:04:05</c>.</summary>
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
