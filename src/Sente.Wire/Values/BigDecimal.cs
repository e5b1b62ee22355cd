using System.Globalization;
using System.Numerics;

namespace Sente;

/// <summary>
/// An exact decimal number of any size (<c>1.50M</c>): <see cref="Unscaled"/> times ten to the power of minus
/// <see cref="Scale"/>. Equality is by value (1.5 equals 1.50); the text keeps its zeros. Browsers read it as the nearest double.
/// </summary>
public readonly struct BigDecimal : IEquatable<BigDecimal>
{
    /// <summary>Creates the number <paramref name="unscaled"/> · 10^-<paramref name="scale"/>.</summary>
    /// <param name="unscaled">The digits without the point.</param>
    /// <param name="scale">How many of the digits are after the point; negative for trailing zeros that are not among the digits.</param>
    public BigDecimal(BigInteger unscaled, int scale)
    {
        Unscaled = unscaled;
        Scale = scale;
    }

    /// <summary>The digits without the point.</summary>
    public BigInteger Unscaled { get; }

    /// <summary>How many digits are after the point; negative for trailing zeros that are not among the digits.</summary>
    public int Scale { get; }

    // The power of ten of the first digit. A short text such as 1E+999999999 can make it large.
    internal long Exponent => DigitsOf(Unscaled).Length - 1 - (long)Scale;

    // Whether it has no fraction, apart from zeros after the point.
    internal bool IsWhole => Shortest().Scale <= 0;

    /// <summary>Converts a .NET decimal with all its digits.</summary>
    public static implicit operator BigDecimal(decimal value) => FromDecimal(value);

    /// <summary>Converts a .NET decimal with all its digits.</summary>
    public static BigDecimal FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = (new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0];
        return new BigDecimal(bits[3] < 0 ? -unscaled : unscaled, (bits[3] >> 16) & 0xFF);
    }

    /// <summary>Returns the shortest decimal number that reads back as <paramref name="value"/>.</summary>
    /// <exception cref="SenteDataException"><paramref name="value"/> is not finite.</exception>
    public static BigDecimal FromDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new SenteDataException(Invariant($"{value} is not a decimal number."));
        }

        return Parse(value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Compares by value.</summary>
    public static bool operator ==(BigDecimal left, BigDecimal right) => left.Equals(right);

    /// <summary>Compares by value.</summary>
    public static bool operator !=(BigDecimal left, BigDecimal right) => !left.Equals(right);

    /// <summary>Converts to a .NET decimal, rounded to the digits that it can hold; false if the number is too large.</summary>
    public bool TryToDecimal(out decimal value) =>
        decimal.TryParse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Returns the nearest double.</summary>
    public double ToDouble() => double.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool Equals(BigDecimal other) => Scale == other.Scale ? Unscaled == other.Unscaled : Shortest() == other.Shortest();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BigDecimal other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)ValueHash.Of(this);

    /// <summary>Returns the number as Clojure prints it, without its <c>M</c>: plain, or scientific if the exponent is large.</summary>
    public override string ToString()
    {
        var digits = DigitsOf(Unscaled);
        var sign = Unscaled.Sign < 0 ? "-" : "";
        if (Scale == 0)
        {
            return sign + digits;
        }

        // The rule of Java's BigDecimal.toString, which Clojure's printer follows.
        var exponent = digits.Length - 1 - (long)Scale;
        if (Scale > 0 && exponent >= -6)
        {
            if (digits.Length <= Scale)
            {
                digits = new string('0', Scale - digits.Length + 1) + digits;
            }

            return $"{sign}{digits[..^Scale]}.{digits[^Scale..]}";
        }

        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return Invariant($"{sign}{digits[0]}{fraction}E{(exponent < 0 ? "" : "+")}{exponent}");
    }

    /// <summary>Parses digits with an optional sign, point and exponent: <c>-1.50E+3</c>. Their form and length have been checked.</summary>
    internal static BigDecimal Parse(string text)
    {
        var exponent = text.AsSpan().IndexOfAny('e', 'E');
        long scale = 0;
        if (exponent >= 0)
        {
            scale = -long.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..exponent];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            scale += text.Length - point - 1;
            text = text.Remove(point, 1);
        }

        return new BigDecimal(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), (int)scale);
    }

    internal ulong HashParts()
    {
        var (digits, scale, sign) = Shortest();
        return ValueHash.OfText(digits) ^ ValueHash.OfBits((ulong)((scale << 2) + sign + 1));
    }

    /// <summary>Converts a whole number. Only for a small <see cref="Exponent"/>: the result has all its digits.</summary>
    internal BigInteger ToBigInteger() =>
        Scale <= 0 ? Unscaled * BigInteger.Pow(10, -Scale) : Unscaled / BigInteger.Pow(10, Scale);

    // Without trailing zeros, but not written out: 1E+999999999 remains one digit and an exponent.
    private (string Digits, long Scale, int Sign) Shortest()
    {
        if (Unscaled.IsZero)
        {
            return ("", 0, 0);
        }

        var digits = DigitsOf(Unscaled);
        var trimmed = digits.TrimEnd('0');
        return (trimmed, Scale - (long)(digits.Length - trimmed.Length), Unscaled.Sign);
    }

    private static string DigitsOf(BigInteger number) => BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture);
}
