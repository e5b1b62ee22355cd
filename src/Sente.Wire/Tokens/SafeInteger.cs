using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Which whole numbers every reader keeps exactly. Browsers have one kind of number, a double, and round whole numbers beyond 2^53 - 1. A
/// format without a second form for large integers refuses them, whatever .NET type they come from.
/// </summary>
internal static class SafeInteger
{
    /// <summary>2^53 - 1.</summary>
    public const long Largest = (1L << 53) - 1;

    /// <summary>Whether a browser reads the integer exactly.</summary>
    public static bool Is(long value) => value is <= Largest and >= -Largest;

    /// <inheritdoc cref="Is(long)"/>
    public static bool Is(BigInteger value) => value <= Largest && value >= -Largest;

    /// <summary>Whether the decimal is whole and a browser would read it as another integer. 850444677521616909, 1E+20: yes. 2, 0.5, 1E-3, 0E+20: no.</summary>
    public static bool IsExceededBy(BigDecimal value) => !value.Unscaled.IsZero && value.IsWhole && (value.Exponent >= 16 || !Is(value.ToBigInteger()));
}
