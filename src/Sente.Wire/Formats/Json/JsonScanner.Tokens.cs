using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Sente.Wire;

// Strings, words and numbers: where each ends, and what the escapes of a string say.
internal abstract partial class JsonScanner
{
    private const long LargestShortInteger = 999_999_999_999_999_999;

    private static readonly SearchValues<byte> EndsString = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Takes a string, from its opening quote to its closing one.</summary>
    protected void TakeString()
    {
        var start = At + 1;
        var at = start;
        var hasEscapes = false;
        while (true)
        {
            var next = at < End ? Input.AsSpan(at, End - at).IndexOfAny(EndsString) : -1;
            if (next < 0)
            {
                throw Error("a string is not closed");
            }

            at += next;
            if (Input[at] == '"')
            {
                break;
            }

            if (Input[at] != '\\')
            {
                throw Error("a control character stands in a string");
            }

            hasEscapes = true;
            at += 2;
        }

        Current = new Piece(Input, start, at - start, hasEscapes);
        At = at + 1;
    }

    /// <summary>Takes <c>null</c>, <c>true</c> or <c>false</c>.</summary>
    protected TokenKind TakeWord()
    {
        var rest = Input.AsSpan(At, End - At);
        if (rest.StartsWith("null"u8))
        {
            At += 4;
            return TokenKind.Nil;
        }

        Boolean = rest.StartsWith("true"u8);
        if (!Boolean && !rest.StartsWith("false"u8))
        {
            throw Error($"'{(char)rest[0]}' begins no value");
        }

        At += Boolean ? 4 : 5;
        return TokenKind.Boolean;
    }

    /// <summary>Takes a number: an integer if it has neither fraction nor exponent.</summary>
    protected TokenKind TakeNumber()
    {
        var start = At;
        var text = Input.AsSpan(start, End - start);
        var digits = text[0] == '-' ? 1 : 0;
        var at = digits;
        long value = 0;
        for (; at < text.Length && text[at] - (uint)'0' <= 9; at++)
        {
            value = value <= LargestShortInteger / 10 ? (value * 10) + (text[at] - '0') : long.MaxValue;
        }

        At = start + at;
        if (at == digits || (text[digits] == '0' && at > digits + 1))
        {
            throw Error("a number has no digits, or a zero before them");
        }

        var isInteger = !TakeFraction() & !TakeExponent();
        Current = new Piece(Input, start, At - start, false);
        if (!isInteger)
        {
            return TokenKind.Double;
        }

        if (value <= LargestShortInteger)
        {
            Integer = Input[start] == '-' ? -value : value;
        }
        else if (Utf8Parser.TryParse(Raw, out value, out var length) && length == Raw.Length)
        {
            Integer = value;
        }
        else
        {
            return TokenKind.BigInteger;
        }

        return TokenKind.Integer;
    }

    private bool TakeFraction()
    {
        if (At == End || Input[At] != '.')
        {
            return false;
        }

        At++;
        TakeDigits();
        return true;
    }

    private bool TakeExponent()
    {
        if (At == End || Input[At] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        At++;
        if (At < End && Input[At] is (byte)'+' or (byte)'-')
        {
            At++;
        }

        TakeDigits();
        return true;
    }

    private void TakeDigits()
    {
        var rest = Input.AsSpan(At, End - At);
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        At += length < 0 ? rest.Length : length;
        if (length == 0 || rest.IsEmpty)
        {
            throw Error("digits must follow a number's point or exponent");
        }
    }

    private protected static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var known = "\"\\/bfnrt".IndexOf(raw[++i], StringComparison.Ordinal);
            if (known >= 0)
            {
                text.Append("\"\\/\b\f\n\r\t"[known]);
            }
            else if (raw[i] == 'u' && i + 4 < raw.Length
                && ushort.TryParse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                (_, i) = (text.Append((char)code), i + 4);
            }
            else
            {
                throw new SenteDataException($"\\{raw[i]} begins no escape in a string.");
            }
        }

        return text.ToString();
    }
}
