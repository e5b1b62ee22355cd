using System.Numerics;

namespace Sente;

/// <summary>
/// The plain values, which packers read unless a type is asked for: null, bool, long, BigInteger, double, BigDecimal, Ratio, char,
/// string, Keyword, Symbol, DateTimeOffset, Guid, byte[], TaggedValue and the four collections.
/// </summary>
internal static class PlainValue
{
    public static readonly IEqualityComparer<object?> Comparer = new ValueComparer();

    /// <summary>Converts .NET's other numbers and dates to the plain type of their kind, so that equal values compare equal.</summary>
    /// <exception cref="SenteDataException">The value has no plain type.</exception>
    public static object? Normalize(object? value) => value switch
    {
        null or bool or long or BigInteger or double or BigDecimal or Ratio or char or string or Keyword or Symbol or Guid
            or byte[] or TaggedValue or ValueVector or ValueList or ValueSet or ValueMap => value,
        int or uint or short or ushort or byte or sbyte => Convert.ToInt64(value, null),
        ulong number => number <= long.MaxValue ? (long)number : (object)(BigInteger)number,
        Int128 number => number <= long.MaxValue && number >= long.MinValue ? (long)number : (object)(BigInteger)number,
        UInt128 number => number <= (UInt128)long.MaxValue ? (long)number : (object)(BigInteger)number,
        Half number => (double)number,
        float number => (double)number,
        decimal number => BigDecimal.FromDecimal(number),
        DateTimeOffset instant => instant.ToUniversalTime(),
        _ => throw new SenteDataException(
            $"{value.GetType()} is not a plain value. Put values of your own types into an event directly, not into a plain collection."),
    };

    public static object?[] NormalizeAll(ReadOnlySpan<object?> values)
    {
        var plain = new object?[values.Length];
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = Normalize(values[i]);
        }

        return plain;
    }

    /// <summary>
    /// Whether two plain values are equal. The hashes of nested values, which they keep, are compared before their contents.
    /// </summary>
    public static new bool Equals(object? left, object? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left is null || right is null)
        {
            return false;
        }

        return left switch
        {
            IStructuralValue one => right is IStructuralValue other && one.StructuralHash == other.StructuralHash && left.Equals(right),
            byte[] bytes => right is byte[] others && bytes.AsSpan().SequenceEqual(others),
            _ => left.Equals(right),
        };
    }

    public static int GetHashCode(object? value) => (int)ValueHash.Of(value);

    private sealed class ValueComparer : IEqualityComparer<object?>
    {
        bool IEqualityComparer<object?>.Equals(object? x, object? y) => PlainValue.Equals(x, y);

        int IEqualityComparer<object?>.GetHashCode(object? obj) => PlainValue.GetHashCode(obj);
    }
}
