using System.Globalization;

namespace Sente.Wire;

/// <summary>
/// The text of <c>#inst</c>, as Clojure reads it: RFC 3339 that may end after any part, such as <c>2024</c>, <c>2024-01-02</c> or
/// <c>2024-01-02T03:04:05.006789-00:00</c>. Without an offset it is UTC.
/// </summary>
internal static class EdnInstant
{
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (!TakeOffset(ref text, out var offset) || !TakeNumber(ref text, 4, out var year))
        {
            return false;
        }

        int month = 1, day = 1, hour = 0, minute = 0, second = 0;
        if (!TakePart(ref text, '-', ref month) || !TakePart(ref text, '-', ref day) || !TakePart(ref text, 'T', ref hour)
            || !TakePart(ref text, ':', ref minute) || !TakePart(ref text, ':', ref second) || !TakeFraction(text, out var ticks))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        // .NET has no leap seconds: a leap second becomes the second after it.
        if (hour > 23 || minute > 59 || second > (minute == 59 ? 60 : 59))
        {
            return false;
        }

        var utc = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks
            + (second * TimeSpan.TicksPerSecond) + ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        instant = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    /// <summary>Writes the only form that every reader accepts: UTC with exactly three digits of fraction. Returns its length.</summary>
    public static int Format(DateTimeOffset instant, Span<byte> to)
    {
        instant.UtcDateTime.TryFormat(to, out var written, "yyyy-MM-ddTHH:mm:ss.fff'-00:00'", CultureInfo.InvariantCulture);
        return written;
    }

    private static bool TakeOffset(ref ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.EndsWith('Z'))
        {
            text = text[..^1];
            return true;
        }

        // An offset has a colon, which a month or day has not, and follows at least a year.
        if (text.Length < 10 || text[^3] != ':' || text[^6] is not ('+' or '-'))
        {
            return true;
        }

        var tail = text[^5..];
        if (!TakeNumber(ref tail, 2, out var hours) || !Take(ref tail, ':') || !TakeNumber(ref tail, 2, out var minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        if (text[^6] == '-')
        {
            offset = -offset;
        }

        text = text[..^6];
        return true;
    }

    private static bool TakeFraction(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (!Take(ref text, '.') || text.IsEmpty || text.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        for (var i = 0; i < 7; i++)
        {
            ticks = (ticks * 10) + (i < text.Length ? text[i] - '0' : 0);
        }

        return true;
    }

    // The text may end before any part.
    private static bool TakePart(ref ReadOnlySpan<char> text, char before, ref int part) =>
        text.IsEmpty || (Take(ref text, before) && TakeNumber(ref text, 2, out part));

    private static bool TakeNumber(ref ReadOnlySpan<char> text, int length, out int number)
    {
        number = 0;
        if (text.Length < length || text[..length].IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        for (var i = 0; i < length; i++)
        {
            number = (number * 10) + (text[i] - '0');
        }

        text = text[length..];
        return true;
    }

    private static bool Take(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
