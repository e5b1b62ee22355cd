using System.Text;

namespace Sente.Wire;

/// <summary>Parses the escapes of EDN's strings and the names of its characters.</summary>
internal static class EdnText
{
    /// <summary>Resolves the escapes of a string.</summary>
    /// <param name="text">What is between the quotes.</param>
    /// <exception cref="SenteDataException">An escape is malformed.</exception>
    public static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                result.Append((char)ParseEscape(text, ref i));
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>Parses a character by what follows its backslash: <c>a</c>, <c>newline</c>, <c>u00a0</c>, <c>o377</c>.</summary>
    public static bool TryParseChar(string text, out char character)
    {
        var code = text switch
        {
            { Length: 1 } => text[0],
            "newline" => '\n',
            "space" => ' ',
            "tab" => '\t',
            "return" => '\r',
            "backspace" => '\b',
            "formfeed" => '\f',
            ['u', _, _, _, _] => ParseCode(text.AsSpan(1), 16),
            ['o', _] or ['o', _, _] or ['o', _, _, _] => ParseCode(text.AsSpan(1), 8),
            _ => -1,
        };
        character = (char)Math.Max(code, 0);
        return code >= 0 && !char.IsSurrogate(character);
    }

    // `at` is the index of the backslash, and afterwards that of the escape's last character.
    private static int ParseEscape(string text, ref int at)
    {
        var begin = at;
        var c = text[++at];
        switch (c)
        {
            case '"' or '\\':
                return c;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u':
                at += 4;
                if (at < text.Length && ParseCode(text.AsSpan(begin + 2, 4), 16) is var code and >= 0)
                {
                    return code;
                }

                break;
            case 'o' or (>= '0' and <= '7'):
                var first = c == 'o' ? at + 1 : at;
                var end = first;
                while (end < text.Length && end < first + 3 && text[end] is >= '0' and <= '7')
                {
                    end++;
                }

                at = end - 1;
                if (end > first && ParseCode(text.AsSpan(first, end - first), 8) is var octal and >= 0)
                {
                    return octal;
                }

                break;
        }

        throw new SenteDataException($"{text.AsSpan(begin, Math.Min(6, text.Length - begin))} is not an escape in a string.");
    }

    private static int ParseCode(ReadOnlySpan<char> digits, int radix)
    {
        var code = 0;
        foreach (var c in digits)
        {
            var digit = c < 0x80 ? EdnSyntax.DigitValue((byte)c) : int.MaxValue;
            if (digit >= radix)
            {
                return -1;
            }

            code = (code * radix) + digit;
        }

        // Octal goes up to \377, as in Java.
        return radix == 8 && code > 255 ? -1 : code;
    }
}
