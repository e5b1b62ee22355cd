namespace Sente.Wire;

/// <summary>
/// Hashes numbers with the process's random seed. .NET hashes an integer to itself: a client could choose thousands that
/// fall into one bucket, and keep the server busy. Strings have a seed already.
/// </summary>
internal sealed class SeededComparer<T> : IEqualityComparer<T>
{
    /// <summary>The comparer for keys of this type that come over the wire; null where the default will do.</summary>
    public static readonly IEqualityComparer<T>? Instance = Needed() ? new SeededComparer<T>() : null;

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T obj) => obj switch
    {
        double number => PlainValue.HashDouble(number),
        long number => PlainValue.GetHashCode(number),
        ulong number => PlainValue.GetHashCode((long)number),
        Guid uuid => PlainValue.GetHashCode(uuid),
        DateTimeOffset instant => PlainValue.GetHashCode(instant),
        _ => HashCode.Combine(obj),
    };

    private static bool Needed() => typeof(T).IsValueType && (typeof(T).IsPrimitive || typeof(T) == typeof(Guid)
        || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateTime));
}
