using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sente;

/// <summary>
/// Hashes plain values for two relations at once, in 64 bits. Equal values have equal hashes; values that are the same to a browser
/// (<see cref="Wire.BrowserKeys"/>: 1 and 1.0, a list and the vector with its items) have equal upper halves.
/// A collection keeps its hash. So nested values that differ are usually told apart by two numbers, and hashing a value visits each
/// of its items once, at whatever depth.
/// <para>The keys are random and secret, new in each process: a client can't choose values whose hashes collide.</para>
/// </summary>
internal static class ValueHash
{
    private const ulong LowerHalf = uint.MaxValue;

    private static readonly ulong[] Secrets = MakeSecrets();

    private static readonly ulong Multiplied = Secrets[0];
    private static readonly ulong Multiplier = Secrets[1];

    [ThreadStatic]
    private static long _steps;

    /// <summary>Gives equal contents of different kinds different hashes.</summary>
    private enum Kind : ulong
    {
        Constant = 1,
        Integer,
        BigInteger,
        Double,
        Decimal,
        Ratio,
        Text,
        Character,
        Keyword,
        Symbol,
        Instant,
        Uuid,
        Bytes,
        Tagged,
        Sequence,
        Vector,
        List,
        Set,
        Map,
        Other,
    }

    /// <summary>
    /// How many items of collections this thread has hashed and compared so far. Tests bound the cost of comparisons by it, because
    /// seconds depend on the machine.
    /// </summary>
    public static long Steps => _steps;

    /// <summary>Counts items that are about to be hashed or compared.</summary>
    public static void CountSteps(int items) => _steps += items;

    /// <summary>Returns the hash of a value.</summary>
    public static ulong Of(object? value) => value switch
    {
        null => Mix((ulong)Kind.Constant, 0),
        IStructuralValue structured => structured.StructuralHash,
        string text => OfText(text, Kind.Text),
        Keyword keyword => OfText(keyword.Text, Kind.Keyword),
        Symbol symbol => OfText(symbol.Text, Kind.Symbol),
        bool flag => Mix((ulong)Kind.Constant, flag ? 2u : 1u),
        long number => Number(number, Mix((ulong)Kind.Integer, (ulong)number)),
        double number => Number(number, Of(number)),
        BigInteger number => Number(BrowserNumber(number), Of(number)),
        BigDecimal number => Number(number.ToDouble(), Mix((ulong)Kind.Decimal, number.HashParts())),
        Ratio ratio => Number(ratio.ToDouble(), Mix((ulong)Kind.Ratio + Of(ratio.Numerator), Of(ratio.Denominator))),
        char c => Join(OfText([c], Kind.Text), Mix((ulong)Kind.Character, c)),
        DateTimeOffset instant => Join(
            Mix((ulong)Kind.Instant, (ulong)(instant.UtcTicks / TimeSpan.TicksPerMillisecond)),
            Mix((ulong)Kind.Instant, (ulong)instant.UtcTicks)),
        Guid uuid => Of(uuid),
        byte[] bytes => OfBytes(bytes, Kind.Bytes),
        _ => Mix((ulong)Kind.Other, (uint)value.GetHashCode()),
    };

    /// <summary>Returns the half that is equal for values that are the same to a browser.</summary>
    public static int ForBrowsers(object? value) => (int)(value switch
    {
        // Of(value) would also hash all digits, for the other half.
        BigDecimal number => Of(number.ToDouble()),
        BigInteger number => Of(BrowserNumber(number)),
        Ratio ratio => Of(ratio.ToDouble()),
        _ => Of(value),
    } >> 32);

    public static ulong OfBytes(ReadOnlySpan<byte> bytes) => OfBytes(bytes, Kind.Bytes);

    public static ulong OfText(ReadOnlySpan<char> text) => OfText(text, Kind.Text);

    /// <summary>Hashes a number of at most 64 bits.</summary>
    public static ulong OfBits(ulong bits) => Mix((ulong)Kind.Integer, bits);

    public static ulong Of(double number) =>
        Mix((ulong)Kind.Double, (ulong)BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number == 0 ? 0 : number));

    public static ulong Of(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue)
        {
            return Mix((ulong)Kind.BigInteger, (ulong)(long)number);
        }

        return OfBytes(number.ToByteArray(), Kind.BigInteger);
    }

    public static ulong Of(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes);
        return OfBytes(bytes, Kind.Uuid);
    }

    /// <summary>Returns the number that a browser reads.</summary>
    public static double BrowserNumber(BigInteger number) =>
        // The conversion of a long rounds as browsers do; that of a BigInteger truncates.
        number >= long.MinValue && number <= long.MaxValue ? (long)number : (double)number;

    public static ulong OfVector(ReadOnlySpan<object?> items) => OfSequence(items, Kind.Vector);

    public static ulong OfList(ReadOnlySpan<object?> items) => OfSequence(items, Kind.List);

    public static ulong OfTagged(Symbol tag, object? value)
    {
        CountSteps(1);
        var (name, hash) = (OfText(tag.Text, Kind.Tagged), Of(value));
        return Kept(Mix(name, hash >> 32), Mix(name, hash));
    }

    public static ulong OfSet(ReadOnlySpan<object?> items)
    {
        CountSteps(items.Length);
        ulong browsers = 0, exact = 0;
        foreach (var item in items)
        {
            var hash = Of(item);
            browsers += Mix((ulong)Kind.Set, hash >> 32);
            exact += Mix((ulong)Kind.Set, hash);
        }

        return Kept(Mix((ulong)Kind.Set, browsers), Mix((ulong)Kind.Set, exact));
    }

    public static ulong OfMap(ReadOnlySpan<object?> keys, ReadOnlySpan<object?> values)
    {
        CountSteps(2 * keys.Length);
        ulong browsers = 0, exact = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            var (key, value) = (Of(keys[i]), Of(values[i]));
            browsers += Mix(Mix((ulong)Kind.Map, key >> 32), value >> 32);
            exact += Mix(Mix((ulong)Kind.Map, key), value);
        }

        return Kept(Mix((ulong)Kind.Map, browsers), Mix((ulong)Kind.Map, exact));
    }

    private static ulong OfSequence(ReadOnlySpan<object?> items, Kind kind)
    {
        CountSteps(items.Length);
        ulong browsers = (ulong)Kind.Sequence, exact = (ulong)kind;
        foreach (var item in items)
        {
            var hash = Of(item);
            browsers = Mix(browsers, hash >> 32);
            exact = Mix(exact, hash);
        }

        return Kept(Mix(browsers, (ulong)items.Length), Mix(exact, (ulong)items.Length));
    }

    private static ulong OfText(ReadOnlySpan<char> text, Kind kind) => OfBytes(MemoryMarshal.AsBytes(text), kind);

    private static ulong OfBytes(ReadOnlySpan<byte> bytes, Kind kind)
    {
        var hash = Mix((ulong)kind, (ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        ulong rest = 0;
        foreach (var b in bytes)
        {
            rest = (rest << 8) | b;
        }

        return Mix(hash, rest);
    }

    private static ulong Number(double forBrowsers, ulong exact) => Join(Of(forBrowsers), exact);

    private static ulong Join(ulong forBrowsers, ulong exact) => (forBrowsers & ~LowerHalf) | (exact & LowerHalf);

    // The hash of a collection is never 0, which means that it has not been computed.
    private static ulong Kept(ulong forBrowsers, ulong exact) => Math.Max(Join(forBrowsers, exact), 1);

    // One step of the wyhash family: both halves of a 128-bit product whose factors are secret.
    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left ^ Multiplied, right ^ Multiplier, out var low);
        return high ^ low;
    }

    private static ulong[] MakeSecrets()
    {
        var secrets = new ulong[2];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secrets.AsSpan()));
        return secrets;
    }
}

/// <summary>A plain value that contains others, and keeps its hash once it has been computed.</summary>
internal interface IStructuralValue
{
    /// <summary>The hash, computed by <see cref="ValueHash"/>.</summary>
    ulong StructuralHash { get; }
}
