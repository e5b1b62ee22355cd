using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// EDN's numbers, as tools.reader reads them. <see cref="Classify"/> checks the form; the other methods rely on it.
/// <code>
///   integer   [+-] ( 0 | 1234 | 0777 | 0xff | 36rZZ ) [N]        08 is invalid
///   ratio     [+-] 12/34
///   float     [+-] 12 [.[34]] [e[+-]56] [M]
/// </code>
/// </summary>
internal static class EdnNumber
{
    // Fewer than in base 10: a digit of base 36 holds half as much again.
    private const int MaxRadixDigits = 1024;
    private const int MaxExponentDigits = 9;

    // Besides its digits: sign, point, zeros before them, exponent, suffix.
    private const int MaxLength = NumberText.MaxDigits + 32;

    // A long in base 2.
    private const int MaxLongDigits = 64;

    /// <summary>Returns the kind of a number, and its value if it is an integer that fits a long; None if the text is not a number.</summary>
    public static TokenKind Classify(ReadOnlySpan<byte> text, out long integer)
    {
        integer = 0;
        if (text.Length > MaxLength)
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
        _ => NumberText.ParseDouble(text),
    };

    /// <summary>Parses a decimal that ends with <c>M</c> and whose form has been checked.</summary>
    /// <exception cref="SenteDataException">Its exponent is too large.</exception>
    public static BigDecimal ParseDecimal(ReadOnlySpan<byte> text)
    {
        var number = BigDecimal.Parse(Encoding.ASCII.GetString(text[..^1]));
        NumberText.CheckExponent(number);
        return number;
    }

    /// <summary>Parses a ratio whose form has been checked: a <see cref="Ratio"/>, or the integer that it comes to.</summary>
    /// <exception cref="SenteDataException">The denominator is zero.</exception>
    public static object ParseRatio(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        return Ratio.Divide(ParseDigits(text[..slash]), ParseDigits(text[(slash + 1)..]));
    }

    private static BigInteger ParseDigits(ReadOnlySpan<byte> text) =>
        BigInteger.Parse(Encoding.ASCII.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    // As many digits at a time as fit a long.
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
        if (Digits(body, out _, out var big).TrimStart((byte)'0').Length > MaxLongDigits || big)
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
        if (digits.IsEmpty || radix is < 2 or > 36 || digits.Length > (radix == 10 ? NumberText.MaxDigits : MaxRadixDigits))
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

    // The digits without the mark of the radix, and without the N that marks a big integer (in 36rN, N is a digit).
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

            if (!IsDigits(power) || power.Length > MaxExponentDigits)
            {
                return false;
            }

            body = body[..exponent];
        }

        if (body.Length > NumberText.MaxDigits)
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
