using System.Globalization;

namespace Sente.Wire;

/// <summary>
/// The names that keywords and symbols may have: those that the Clojure and ClojureScript readers read back as they were
/// written. These readers end a name at some characters, and refuse the whole message because of others.
/// </summary>
internal static class Names
{
    private const string Forbidden = ",\";^()[]{}\\@~`";

    /// <summary>Returns the reason why a name, without its colon, is not a keyword's; null if it is.</summary>
    public static string? WhyNotKeyword(ReadOnlySpan<char> name) =>
        name.StartsWith(':') ? "write it without a colon" : WhyNotName(name);

    /// <summary>Returns the reason why a name is not a symbol's; null if it is.</summary>
    public static string? WhyNotSymbol(ReadOnlySpan<char> name)
    {
        if (WhyNotName(name) is { } why)
        {
            return why;
        }

        if (name is "nil" or "true" or "false")
        {
            return "it reads back as the value of that name";
        }

        if (name[0] is '#' or ':')
        {
            return $"it begins with '{name[0]}'";
        }

        var signed = name[0] is '+' or '-' && name.Length > 1;
        return char.IsAsciiDigit(name[signed ? 1 : 0]) ? "it reads back as a number" : null;
    }

    private static string? WhyNotName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            return "it is empty";
        }

        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (IsForbidden(c))
            {
                return $"it contains {Describe(c)}";
            }
        }

        if (name.EndsWith(':') || name.IndexOf("::") >= 0 || name.IndexOf(":/") >= 0)
        {
            return "a colon ends a part of it";
        }

        return name.Length == 1 ? null : WhyBadSlash(name);
    }

    private static string? WhyBadSlash(ReadOnlySpan<char> name)
    {
        var slash = name.IndexOf('/');
        if (slash < 0)
        {
            return null;
        }

        var local = name[(slash + 1)..];
        if (slash == 0)
        {
            return "it begins with a slash";
        }

        if (local.IsEmpty)
        {
            return "nothing follows its slash";
        }

        if (char.IsAsciiDigit(local[0]))
        {
            return "a digit follows its slash";
        }

        return local.Length > 1 && local.Contains('/') ? "it has a second slash" : null;
    }

    private static bool IsForbidden(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || Forbidden.Contains(c);

    private static string Describe(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c)
            ? "the character U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture)
            : $"'{c}'";
}
