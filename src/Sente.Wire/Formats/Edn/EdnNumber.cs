using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// EDN's numbers, as tools.reader takes them. <see cref="Classify"/> checks the form, so that the parsers needn't.
/// <code>
///   integer   [+-] ( 0 | 1234 | 0777 | 0xff | 36rZZ ) [N]        08 is no number
///   ratio     [+-] 12/34
///   float     [+-] 12 [.[34]] [e[+-]56] [M]
/// </code>
/// </summary>
internal static class EdnNumber
{
    // A number is parsed in time quadratic in its length: this bounds what a peer can ask for, and what can be said, so
    // that everything said reads back. In other radices a digit says up to half as much again.
    private const int MostDigits = 4096;
    private const int MostRadixDigits = 1024;
    private const int LongestExponent = 9;
    private const int LargestExponent = 999_999_999;

    // Besides its digits: sign, point, zeros behind it, exponent, suffix.
    private const int LongestNumber = MostDigits + 32;

    // A long in base 2.
    private const int LongestLong = 64;

    /// <summary>The kind of the number that <paramref name="text"/> is, and its value if it fits a long; None if it is no number.</summary>
    public static TokenKind Classify(ReadOnlySpan<byte> text, out long integer)
    {
        integer = 0;
        if (text.Length > LongestNumber)
        {
            return TokenKind.None;
        }

        var body = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (IsInteger(body))
        {
            return ClassifyInteger(text, body, out integer);
        }

        var slash = body.IndexOf((byte)'/');
        if (slash > 0)
        {
            return IsDigits(body[..slash]) && IsDigits(body[(slash + 1)..]) ? TokenKind.Ratio : TokenKind.None;
        }

        if (body[^1] == 'M')
        {
            return IsFloat(body[..^1]) ? TokenKind.Decimal : TokenKind.None;
        }

        return IsFloat(body) && !IsDigits(body) ? TokenKind.Double : TokenKind.None;
    }

    /// <summary>Checks that a number which is about to be written could be read back.</summary>
    /// <exception cref="SenteDataException">It is too long.</exception>
    public static string Checked(string text) => text.Length <= MostDigits
        ? text
        : throw new SenteDataException(Invariant($"A number of {text.Length} characters is too long: at most {MostDigits} can be said."));

    /// <summary>The text of a decimal that is about to be written, in any format.</summary>
    /// <exception cref="SenteDataException">It could not be read back: its exponent is too large, or its digits are too many.</exception>
    public static string TextOf(BigDecimal value)
    {
        CheckExponent(value);
        return Checked(value.ToString());
    }

    public static BigInteger ParseInteger(ReadOnlySpan<byte> text)
    {
        var digits = Digits(text[0] is (byte)'+' or (byte)'-' ? text[1..] : text, out var radix, out _);
        var value = radix == 10 ? ParseDigits(digits) : ParseRadix(digits, radix);
        return text[0] == '-' ? -value : value;
    }

    public static double ParseDouble(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'I', ..] => double.PositiveInfinity,
        [(byte)'-', (byte)'I', ..] => double.NegativeInfinity,
        [(byte)'N', ..] => double.NaN,
        _ => ParseFinite(text),
    };

    /// <summary>The double that is nearest to what <paramref name="text"/> says; its form has been checked.</summary>
    public static double ParseFinite(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out var length) && length == text.Length
        ? value
        : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    public static BigDecimal ParseDecimal(ReadOnlySpan<byte> text)
    {
        text = text[..^1];
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        long scale = 0;
        if (exponent >= 0)
        {
            scale = -long.Parse(text[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..exponent];
        }

        var digits = Encoding.ASCII.GetString(text);
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            scale += digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        var number = new BigDecimal(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), (int)scale);
        CheckExponent(number);
        return number;
    }

    public static object ParseRatio(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        var numerator = ParseDigits(text[..slash]);
        var denominator = ParseDigits(text[(slash + 1)..]);
        if (denominator.IsZero)
        {
            throw new SenteDataException("A ratio's denominator cannot be zero.");
        }

        if (!BigInteger.Remainder(numerator, denominator).IsZero)
        {
            return new Ratio(numerator, denominator);
        }

        var whole = numerator / denominator;
        return long.MinValue <= whole && whole <= long.MaxValue ? (long)whole : (object)whole;
    }

    private static void CheckExponent(BigDecimal number)
    {
        // A number has fewer digits than bits, and finding out how many digits takes time quadratic in them.
        if (Math.Abs((long)number.Scale) + number.Unscaled.GetBitLength() <= LargestExponent)
        {
            return;
        }

        if (Math.Abs(number.Exponent) > LargestExponent)
        {
            throw new SenteDataException(Invariant($"A decimal's exponent of {number.Exponent} is too large: at most {LargestExponent} can be said."));
        }
    }

    private static BigInteger ParseDigits(ReadOnlySpan<byte> text) =>
        BigInteger.Parse(Encoding.ASCII.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    // As many digits at a time as a long takes.
    private static BigInteger ParseRadix(ReadOnlySpan<byte> digits, int radix)
    {
        var value = BigInteger.Zero;
        while (!digits.IsEmpty)
        {
            long chunk = 0, power = 1;
            var taken = 0;
            for (; taken < digits.Length && power <= long.MaxValue / radix / radix; taken++)
            {
                chunk = (chunk * radix) + EdnSyntax.DigitValue(digits[taken]);
                power *= radix;
            }

            value = (value * power) + chunk;
            digits = digits[taken..];
        }

        return value;
    }

    private static TokenKind ClassifyInteger(ReadOnlySpan<byte> text, ReadOnlySpan<byte> body, out long integer)
    {
        integer = 0;
        if (Digits(body, out _, out var big).TrimStart((byte)'0').Length > LongestLong || big)
        {
            return TokenKind.BigInteger;
        }

        var value = ParseInteger(text);
        if (value < long.MinValue || value > long.MaxValue)
        {
            return TokenKind.BigInteger;
        }

        integer = (long)value;
        return TokenKind.Integer;
    }

    private static bool IsInteger(ReadOnlySpan<byte> body)
    {
        var digits = Digits(body, out var radix, out _);
        if (digits.IsEmpty || radix is < 2 or > 36 || digits.Length > (radix == 10 ? MostDigits : MostRadixDigits))
        {
            return false;
        }

        foreach (var digit in digits)
        {
            if (EdnSyntax.DigitValue(digit) >= radix)
            {
                return false;
            }
        }

        return true;
    }

    // The digits without what marks the radix, and without the N that asks for a big integer (in 36rN, N is a digit).
    private static ReadOnlySpan<byte> Digits(ReadOnlySpan<byte> body, out int radix, out bool big)
    {
        big = false;
        var mark = body.IndexOfAny((byte)'r', (byte)'R');
        if (mark is 1 or 2 && body[0] != '0' && IsDigits(body[..mark]))
        {
            radix = int.Parse(body[..mark], NumberStyles.None, CultureInfo.InvariantCulture);
            return body[(mark + 1)..];
        }

        big = body[^1] == 'N';
        if (big)
        {
            body = body[..^1];
        }

        radix = 10;
        if (body.Length == 1 || body[0] != '0')
        {
            return body;
        }

        radix = body[1] is (byte)'x' or (byte)'X' ? 16 : 8;
        return body[(radix == 16 ? 2 : 1)..];
    }

    private static bool IsFloat(ReadOnlySpan<byte> body)
    {
        var exponent = body.IndexOfAny((byte)'e', (byte)'E');
        if (exponent >= 0)
        {
            var power = body[(exponent + 1)..];
            if (!power.IsEmpty && power[0] is (byte)'+' or (byte)'-')
            {
                power = power[1..];
            }

            if (!IsDigits(power) || power.Length > LongestExponent)
            {
                return false;
            }

            body = body[..exponent];
        }

        if (body.Length > MostDigits)
        {
            return false;
        }

        var point = body.IndexOf((byte)'.');
        if (point < 0)
        {
            return IsDigits(body);
        }

        return IsDigits(body[..point]) && (point == body.Length - 1 || IsDigits(body[(point + 1)..]));
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
