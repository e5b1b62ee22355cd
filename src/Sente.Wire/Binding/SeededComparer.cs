using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Compares the keys of a .NET collection that is read, and keeps the cost linear, whatever keys a client chooses. .NET hashes an integer
/// to itself and a record to a fixed sum over its members, so a client could choose thousands of keys that fall into one bucket.
/// <para>
/// Values of .NET's own types are hashed with the process's random secrets. An app's own type has its own hash function: its hash codes
/// are spread over the buckets, and different keys with the same hash code are counted while the collection is read. More of them than a
/// poor hash function explains are an error.
/// </para>
/// </summary>
internal class SeededComparer<T> : IEqualityComparer<T>
{
    private static readonly bool IsOwnType = !IsKnown() && typeof(T) != typeof(string);

    private static readonly IEqualityComparer<T>? Shared = typeof(T) == typeof(string) || IsOwnType ? null
        : typeof(T) == typeof(object) ? (IEqualityComparer<T>)PlainValue.Comparer
        : new SeededComparer<T>();

    /// <summary>
    /// Returns the comparer for one collection, which it may keep; null for the default one, because .NET hashes strings with a seed.
    /// </summary>
    public static IEqualityComparer<T>? ForReading() => IsOwnType ? new CountingComparer() : Shared;

    /// <summary>Ends the counting, when the collection has been read: keys that the app adds later are not counted.</summary>
    public static void Finish(IEqualityComparer<T> comparer) => (comparer as CountingComparer)?.StopCounting();

    public virtual bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public virtual int GetHashCode(T obj) => (int)(obj switch
    {
        double number => ValueHash.Of(number),
        float number => ValueHash.Of(number),
        Half number => ValueHash.Of((double)number),
        sbyte or byte or short or ushort or int or uint or long or ulong or char or bool => ValueHash.OfBits(Bits(obj)),
        Int128 number => ValueHash.Of((BigInteger)number),
        UInt128 number => ValueHash.Of((BigInteger)number),
        DateTime time => ValueHash.OfBits((ulong)time.Ticks),
        TimeSpan time => ValueHash.OfBits((ulong)time.Ticks),
        TimeOnly time => ValueHash.OfBits((ulong)time.Ticks),
        DateOnly date => ValueHash.OfBits((ulong)date.DayNumber),
        DateTimeOffset instant => ValueHash.OfBits((ulong)instant.UtcTicks),
        Guid uuid => ValueHash.Of(uuid),
        BigInteger number => ValueHash.Of(number),
        decimal number => ValueHash.Of((BigDecimal)number),
        _ => ValueHash.Of(obj),
    });

    // Does not box: the compiler knows the branch of each type of number.
    private static ulong Bits(T value) => value switch
    {
        sbyte number => (ulong)number,
        byte number => number,
        short number => (ulong)number,
        ushort number => number,
        int number => (ulong)number,
        uint number => number,
        long number => (ulong)number,
        ulong number => number,
        char c => c,
        bool flag => flag ? 1u : 0u,
        _ => 0,
    };

    private static bool IsKnown() => typeof(T).IsPrimitive || typeof(T) == typeof(object) || typeof(IStructuralValue).IsAssignableFrom(typeof(T))
        || typeof(T) == typeof(Guid) || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateOnly)
        || typeof(T) == typeof(TimeOnly) || typeof(T) == typeof(TimeSpan) || typeof(T) == typeof(decimal) || typeof(T) == typeof(Half)
        || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128) || typeof(T) == typeof(BigInteger) || typeof(T) == typeof(BigDecimal)
        || typeof(T) == typeof(Ratio) || typeof(T) == typeof(Keyword) || typeof(T) == typeof(Symbol);

    /// <summary>For keys whose hash function can't be seeded: those of the app's types, and of some of .NET's.</summary>
    private sealed class CountingComparer : SeededComparer<T>
    {
        // Enough for a poor hash function on honest keys: a fixed number, and a number per key.
        private const int Allowed = 1000;
        private const int AllowedPerKey = 8;

        private bool _isCounting = true;
        private long _keys;
        private long _collisions;

        public void StopCounting() => _isCounting = false;

        // Called only for keys with the same hash.
        public override bool Equals(T? x, T? y)
        {
            if (base.Equals(x, y))
            {
                return true;
            }

            if (_isCounting && ++_collisions > Allowed + (AllowedPerKey * _keys))
            {
                throw new SenteDataException(Invariant($"Too many keys of type {TypeName.Of(typeof(T))} have the same hash code: at most {Allowed} and {AllowedPerKey} per key may collide. If the keys are honest, give the type a better GetHashCode."));
            }

            return false;
        }

        public override int GetHashCode(T obj)
        {
            if (_isCounting)
            {
                _keys++;
            }

            return (int)ValueHash.OfBits((uint)(obj?.GetHashCode() ?? 0));
        }
    }
}
