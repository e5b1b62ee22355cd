using System.Globalization;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// Makes text from outside safe for a log line or an error: one line without control sequences for a terminal and without invisible
/// or reordering characters, of bounded length.
/// </summary>
internal static class SafeText
{
    /// <summary>Replaces unsafe characters by escapes such as <c>\u001B</c>. Returns the same object if the text has none.</summary>
    public static string Escape(string text) => IndexOfUnsafe(text) < 0 ? text : EscapeAll(text);

    /// <summary>Escapes the text, and cuts it after <paramref name="maxLength"/> characters; an ellipsis marks the cut.</summary>
    public static string Escape(string text, int maxLength) => text.Length <= maxLength ? Escape(text) : Escape(text[..maxLength]) + "…";

    /// <summary>Puts the text in quotes and escapes its own, so that none of it can pass for the text that follows; null becomes <c>null</c>.</summary>
    public static string Quote(string? text, int maxLength) => text is null
        ? "null"
        : $"\"{Escape(text, maxLength).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

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

    /// <summary>Whether the surrogate at <paramref name="index"/> is next to its other half.</summary>
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
