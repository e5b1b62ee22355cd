using System.Collections.Immutable;
using CsCheck;

namespace Sente.Wire.Tests;

public class BindingPropertyTests
{
    [Flags]
    public enum Colour
    {
        Red = 1,
        DarkGreen = 2,
    }

    private static readonly Gen<Inner> GenInner = Gen.Select(
        ValueGen.String, Gen.Double.Nullable(), Gen.Bool, (text, number, flag) => new Inner(text, number, flag));

    private static readonly Gen<Outer> GenOuter = Gen.Select(
        Gen.Select(Gen.Int, Gen.Long[-(1L << 53) + 1, (1L << 53) - 1], Gen.Byte, Gen.Float),
        Gen.Select(Gen.Decimal, Gen.Guid, ValueGen.Instant, Gen.Enum<Colour>()),
        Gen.Select(GenInner.Null(), GenInner.Array[0, 4], Gen.Dictionary(ValueGen.String, Gen.Int)[0, 4], Gen.Int.HashSet[0, 4]),
        (a, b, c) => new Outer(a.Item1, a.Item2, a.Item3, a.Item4, b.Item1, b.Item2, b.Item3, b.Item4, c.Item1, [.. c.Item2], c.Item3.ToImmutableSortedDictionary(StringComparer.Ordinal), [.. c.Item4]));

    [Fact]
    public void What_is_written_of_a_type_reads_back_as_it() => GenOuter.Sample(
        value =>
        {
            var read = EncodedValue.From(value).Data.As<Outer>();
            return read with { List = value.List, Map = value.Map, Set = value.Set } == value
                && read.List.SequenceEqual(value.List) && read.Map.SequenceEqual(value.Map) && read.Set.SequenceEqual(value.Set);
        },
        iter: Iterations.Of(1000));

    [Fact]
    public void A_type_and_its_plain_values_are_written_the_same() => GenOuter.Sample(
        value =>
        {
            var encoded = EncodedValue.From(value);
            return encoded.ToString() == EncodedValue.From(encoded.Data.ToValue()).ToString();
        },
        iter: Iterations.Of(1000));

    public record Inner(string Text, double? Number, bool Flag);

    public record Outer(
        int Int,
        long Long,
        byte Byte,
        float Float,
        decimal Decimal,
        Guid Guid,
        DateTimeOffset Instant,
        Colour Colour,
        Inner? Inner,
        ImmutableArray<Inner> List,
        ImmutableSortedDictionary<string, int> Map,
        ImmutableSortedSet<int> Set);
}
