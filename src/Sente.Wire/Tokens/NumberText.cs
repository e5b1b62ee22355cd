using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Numbers as text, bounded in the same way for every format: what one format reads, each of them can write, so an event does not
/// depend on the packer it came through.
/// </summary>
internal static class NumberText
{
    // Parsing takes time quadratic in the length, so this bounds what a client can cause.
    public const int MaxDigits = 4096;

    private const int MaxExponent = 999_999_999;

    /// <summary>Formats an integer.</summary>
    /// <exception cref="SenteDataException">It has more than <see cref="MaxDigits"/> characters.</exception>
    public static string Of(BigInteger value) => Checked(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Formats a ratio: <c>1/3</c>.</summary>
    /// <exception cref="SenteDataException">It has more than <see cref="MaxDigits"/> characters.</exception>
    public static string Of(Ratio value) => Checked(value.ToString());

    /// <summary>Formats a decimal.</summary>
    /// <exception cref="SenteDataException">Its exponent is too large, or it has more than <see cref="MaxDigits"/> characters.</exception>
    public static string Of(BigDecimal value)
    {
        CheckExponent(value);
        return Checked(value.ToString());
    }

    /// <summary>Checks that a decimal's exponent is within the bounds of every format.</summary>
    /// <exception cref="SenteDataException">It is not.</exception>
    public static void CheckExponent(BigDecimal number)
    {
        // A number has fewer digits than bits, and counting its digits takes time quadratic in them.
        if (Math.Abs((long)number.Scale) + number.Unscaled.GetBitLength() <= MaxExponent)
        {
            return;
        }

        if (Math.Abs(number.Exponent) > MaxExponent)
        {
            throw new SenteDataException(Invariant($"A decimal's exponent of {number.Exponent} is too large: it may be at most {MaxExponent}."));
        }
    }

    /// <summary>Parses digits with an optional point and exponent, whose form has been checked, as the nearest double.</summary>
    public static double ParseDouble(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out var length) && length == text.Length
        ? value
        : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Checked(string text) => text.Length <= MaxDigits
        ? text
        : throw new SenteDataException(Invariant($"A number of {text.Length} characters is too long: it may have at most {MaxDigits}."));
}

/// <summary>
/// The integers that every reader keeps exact. Browsers have one kind of number, a double, and round integers beyond 2^53 - 1, so a
/// format without a second form for large integers refuses them, whatever .NET type they come from.
/// </summary>
internal static class SafeInteger
{
    private const long Max = (1L << 53) - 1;

    /// <summary>Whether a browser reads the integer exactly.</summary>
    public static bool Is(long value) => value is <= Max and >= -Max;

    /// <inheritdoc cref="Is(long)"/>
    public static bool Is(BigInteger value) => value <= Max && value >= -Max;

    /// <summary>
    /// Whether the decimal is whole and a browser would read it as another integer. True for 850444677521616909 and 1E+20, false for 2, 0.5,
    /// 1E-3 and 0E+20.
    /// </summary>
    public static bool IsExceededBy(BigDecimal value) => !value.Unscaled.IsZero && value.IsWhole && (value.Exponent >= 16 || !Is(value.ToBigInteger()));
}
