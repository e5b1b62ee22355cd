using System.Numerics;

namespace Sente;

/// <summary>An exact fraction (<c>1/3</c>) in lowest terms, with a denominator above 1. Browsers read it as the nearest double.</summary>
public sealed class Ratio : IEquatable<Ratio>
{
    /// <summary>Creates a ratio and reduces it to lowest terms.</summary>
    /// <param name="numerator">The number above the line.</param>
    /// <param name="denominator">The number below the line; not 0.</param>
    /// <exception cref="SenteDataException">The denominator is zero, or the ratio is a whole number.</exception>
    public Ratio(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new SenteDataException("A ratio's denominator cannot be zero.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
        if (Denominator.IsOne)
        {
            throw new SenteDataException($"{SenteDataException.Excerpt(numerator)}/{SenteDataException.Excerpt(denominator)} is a whole number: use an integer.");
        }
    }

    /// <summary>The number above the line; it has the ratio's sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The number below the line: two or more.</summary>
    public BigInteger Denominator { get; }

    /// <summary>Divides two integers exactly: a ratio, or the long or BigInteger that the division comes to.</summary>
    /// <exception cref="SenteDataException">The denominator is zero.</exception>
    internal static object Divide(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new SenteDataException("A ratio's denominator cannot be zero.");
        }

        var whole = BigInteger.DivRem(numerator, denominator, out var remainder);
        if (!remainder.IsZero)
        {
            return new Ratio(numerator, denominator);
        }

        return whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : (object)whole;
    }

    /// <summary>Returns the nearest double.</summary>
    public double ToDouble()
    {
        var quotient = (double)Numerator / (double)Denominator;
        return double.IsNaN(quotient) ? Math.Exp(BigInteger.Log(BigInteger.Abs(Numerator)) - BigInteger.Log(Denominator)) * Numerator.Sign : quotient;
    }

    /// <inheritdoc/>
    public bool Equals(Ratio? other) => other is not null && Numerator == other.Numerator && Denominator == other.Denominator;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Ratio);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)ValueHash.Of(this);

    /// <summary>Returns the ratio as Clojure prints it.</summary>
    public override string ToString() => Invariant($"{Numerator}/{Denominator}");
}
