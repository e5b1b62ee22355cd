using System.Numerics;
using System.Text;

namespace Sente.Wire;

// What the current token says, looked at when it is asked for.
internal sealed partial class EdnReader
{
    private const int LongestQuote = 40;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text =>
        _hasEscapes ? Encoding.UTF8.GetBytes(GetString()) : Raw;

    /// <inheritdoc/>
    public override bool HasEscapes => _hasEscapes;

    private ReadOnlySpan<byte> Raw
    {
        get
        {
            if (_namespaceLength > 0)
            {
                Qualify();
            }

            return _textBytes.AsSpan(_textStart, _textLength);
        }
    }

    /// <inheritdoc/>
    public override string GetString() => _hasEscapes ? Unescape() : Encoding.UTF8.GetString(Raw);

    /// <inheritdoc/>
    public override BigInteger GetBigInteger() => EdnNumber.ParseInteger(Raw);

    /// <inheritdoc/>
    public override double GetDouble() => EdnNumber.ParseDouble(Raw);

    /// <inheritdoc/>
    public override BigDecimal GetDecimal() => EdnNumber.ParseDecimal(Raw);

    /// <inheritdoc/>
    public override object GetRatio() => EdnNumber.ParseRatio(Raw);

    /// <inheritdoc/>
    public override DateTimeOffset GetInstant() => EdnInstant.TryParse(GetString(), out var instant)
        ? instant
        : throw new SenteDataException($"\"{Quote(_textStart, _textStart + _textLength)}\" is no date and time, such as 2024-01-02T03:04:05.006-00:00.");

    /// <inheritdoc/>
    public override Guid GetUuid() => UuidText.TryParse(Text, out var uuid)
        ? uuid
        : throw new SenteDataException($"\"{Quote(_textStart, _textStart + _textLength)}\" is no UUID, such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6.");

    /// <inheritdoc/>
    public override byte[] GetBytes() => Convert.FromBase64String(GetString());

    /// <inheritdoc/>
    public override char GetChar()
    {
        var text = Encoding.UTF8.GetString(Raw);
        var c = text switch
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
        return c >= 0 && !char.IsSurrogate((char)c)
            ? (char)c
            : throw new SenteDataException($"\\{Quote(_textStart, _textStart + _textLength)} is no character.");
    }

    private string Unescape()
    {
        var text = Encoding.UTF8.GetString(Raw);
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                result.Append((char)Escape(text, ref i));
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    // `at` stands on the backslash, and afterwards on the escape's last character.
    private static int Escape(string text, ref int at)
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

        throw new SenteDataException($"{text.AsSpan(begin, Math.Min(6, text.Length - begin))} is no escape in a string.");
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

    private string Quote(int start, int end)
    {
        var text = Encoding.UTF8.GetString(_textBytes, start, Math.Min(end - start, LongestQuote));
        return end - start > LongestQuote ? text + "…" : text;
    }
}
