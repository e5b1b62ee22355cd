using System.Globalization;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// Makes text that came from outside fit for a log line or an error: one line, no control sequence for a terminal, no invisible or
/// reordering character, and no longer than asked for.
/// </summary>
internal static class SafeText
{
    /// <summary>Writes unsafe characters as <c>\u001B</c>. Returns the same object when there is none, which costs one pass.</summary>
    public static string Escape(string text) => IndexOfUnsafe(text) < 0 ? text : EscapeAll(text);

    /// <summary>Escapes, and cuts what is longer than <paramref name="most"/> characters; the cut is marked by an ellipsis.</summary>
    public static string Escape(string text, int most) => text.Length <= most ? Escape(text) : Escape(text[..most]) + "…";

    /// <summary>The text in quotes, its own quotes escaped, so that nothing in it can pass for what follows; null as <c>null</c>.</summary>
    public static string Quote(string? text, int most) => text is null
        ? "null"
        : $"\"{Escape(text, most).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static int IndexOfUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsUnsafe(string text, int index)
    {
        var character = text[index];
        if (character is >= ' ' and <= '~')
        {
            return false;
        }

        return CharUnicodeInfo.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Surrogate => !IsHalfOfPair(text, index),
            _ => false,
        };
    }

    /// <summary>Whether the surrogate at <paramref name="index"/> stands beside its other half.</summary>
    public static bool IsHalfOfPair(string text, int index) => char.IsHighSurrogate(text[index])
        ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
        : index > 0 && char.IsHighSurrogate(text[index - 1]);

    private static string EscapeAll(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
            else
            {
                safe.Append(text[i]);
            }
        }

        return safe.ToString();
    }
}
