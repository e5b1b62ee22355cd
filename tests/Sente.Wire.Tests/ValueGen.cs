using System.Numerics;
using CsCheck;

namespace Sente.Wire.Tests;

/// <summary>Random plain values.</summary>
internal static class ValueGen
{
    private const int Deepest = 4;

    private const long SafeInteger = (1L << 53) - 1;

    private static readonly Gen<char> NameChar = Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.OneOf('-', '.', '?', '!', '*', '_', 'é', '\'', '&'));

    private static readonly Gen<string> Name = Gen.String[NameChar, 1, 8];

    private static readonly Gen<string> QualifiedName = Gen.OneOf(Name, Gen.Select(Name, Name, (ns, name) => ns + "/" + name));

    public static Gen<Keyword> Keyword { get; } = QualifiedName.Select(Sente.Keyword.Parse);

    public static Gen<Symbol> Symbol { get; } = QualifiedName.Where(name => Sente.Symbol.TryParse(name, out _)).Select(Sente.Symbol.Parse);

    // Any UTF-16: control characters, quotes, surrogate pairs and lone surrogates.
    public static Gen<string> String { get; } = Gen.OneOf(
        Gen.String[Gen.Char['\0', '\uffff'], 0, 12],
        Gen.String[Gen.Char[' ', '~'], 0, 40],
        Gen.String[Gen.OneOf('\ud83d', '\ude00', '"', '\\', '\n', '\0', 'a'), 0, 12]);

    public static Gen<DateTimeOffset> Instant { get; } = Gen.Long[-59_000_000_000_000, 253_402_300_799_999].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    public static Gen<BigDecimal> Decimal { get; } = Gen.Select(Gen.Long, Gen.Int[-40, 40], (unscaled, scale) => new BigDecimal(unscaled, scale));

    public static Gen<Ratio> Ratio { get; } = Gen.Select(Gen.Int, Gen.Int[2, int.MaxValue])
        .Where((numerator, denominator) => numerator % denominator != 0)
        .Select((numerator, denominator) => new Ratio(numerator, denominator));

    private static readonly Gen<object?> Common = Gen.OneOf(
        Gen.Const((object?)null),
        Gen.Bool.Boxed(),
        Gen.Long[-SafeInteger, SafeInteger].Boxed(),
        Gen.Long[-SafeInteger, SafeInteger].Select(n => (object?)new BigInteger(n)),
        Gen.Double.Boxed(),
        Decimal.Boxed(),
        Ratio.Select(ratio => (object?)ratio),
        Gen.Char.Where(c => !char.IsSurrogate(c)).Boxed(),
        String.Select(text => (object?)text),
        Keyword.Select(keyword => (object?)keyword),
        Symbol.Select(symbol => (object?)symbol),
        Instant.Boxed(),
        Gen.Guid.Boxed());

    private static readonly Gen<object?> BeyondEdn = Gen.OneOf(
        Gen.Long.Boxed(),
        Gen.Select(Gen.Long, Gen.Int[0, 200], (n, shift) => (object?)(new BigInteger(n) << shift)),
        Gen.Byte.Array[0, 20].Select(bytes => (object?)bytes),
        Gen.DateTimeOffset.Select(instant => (object?)new DateTimeOffset(instant.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero)));

    /// <summary>Values that are representable in EDN.</summary>
    public static Gen<object?> Representable { get; } = Nested(Common, tags: false, Deepest);

    /// <summary>All plain values.</summary>
    public static Gen<object?> Any { get; } = Nested(Gen.OneOf(Common, BeyondEdn), tags: true, Deepest);

    private static Gen<object?> Boxed<T>(this Gen<T> gen) => gen.Select(value => (object?)value);

    private static Gen<object?> Nested(Gen<object?> scalar, bool tags, int depth)
    {
        if (depth == 0)
        {
            return scalar;
        }

        var inner = Nested(scalar, tags, depth - 1);
        var collection = Gen.OneOf(
            inner.Array[0, 5].Select(items => (object?)new ValueVector(items)),
            inner.Array[0, 5].Select(items => (object?)new ValueList(items)),
            inner.Array[0, 5].Select(items => (object?)new ValueSet(Distinct(items))),
            Gen.Select(inner.Array[0, 5], inner, (keys, value) => (object?)new ValueMap([.. Distinct(keys).Select(key => (key, value))])));
        var tagged = Gen.Select(Name.Where(name => char.IsLetter(name[0]) && Sente.Symbol.TryParse(name, out _)), inner, (name, value) =>
            (object?)new TaggedValue(Sente.Symbol.Parse("t/" + name), value));
        return tags
            ? Gen.Frequency((2, scalar), (3, collection), (1, tagged))
            : Gen.Frequency((2, scalar), (3, collection));
    }

    private static object?[] Distinct(object?[] items)
    {
        var kept = new List<object?>();
        foreach (var item in items)
        {
            if (!kept.Any(other => BrowserKeys.Same(other, item)))
            {
                kept.Add(item);
            }
        }

        return [.. kept];
    }
}
