using System.Globalization;
using System.Numerics;

namespace Sente.Wire.Tests;

public class PlainValueTests
{
    [Fact]
    public void Collections_are_equal_by_their_items_and_kind()
    {
        Same(new ValueVector(1, "a", new ValueVector()), new ValueVector(1L, "a", ValueVector.Empty));
        Different(new ValueVector(1), new ValueList(1));
        Different(new ValueVector(1, 2), new ValueVector(2, 1));
        Different(new ValueVector(1), new ValueVector(1, 1));
        Same(new ValueSet(1, 2), new ValueSet(2, 1));
        Different(new ValueSet(1, 2), new ValueSet(1, 3));
        Same(new ValueMap((1, 2), (null, 3)), new ValueMap((null, 3), (1, 2)));
        Different(new ValueMap((1, 2)), new ValueMap((1, 3)));
        Different(new ValueMap((1, 2)), new ValueMap((2, 2)));
        Same(new ValueVector(new byte[] { 1 }), new ValueVector(new byte[] { 1 }));
        Assert.Equal(new ValueSet(1, 2).GetHashCode(), new ValueSet(2, 1).GetHashCode());
        Assert.Equal(new ValueMap((1, 2), (3, 4)).GetHashCode(), new ValueMap((3, 4), (1, 2)).GetHashCode());
    }

    [Fact]
    public void Other_numbers_become_the_plain_one_of_their_kind()
    {
        Same(
            new ValueVector(1L, 2L, 3L, 1.5, new BigDecimal(25, 1), BigInteger.Parse("18446744073709551615", CultureInfo.InvariantCulture)),
            new ValueVector(1, (byte)2, 3ul, 1.5f, 2.5m, ulong.MaxValue));
        Assert.Throws<SenteDataException>(() => new ValueVector(new object()));
        Assert.Throws<SenteDataException>(() => new ValueMap((1, new List<int>())));
    }

    [Fact]
    public void Collections_keep_the_order_in_which_things_came()
    {
        Assert.Equal([3L, 1L, 2L], new ValueSet(3, 1, 2));
        Assert.Equal(["b", "a"], new ValueMap(("b", 1), ("a", 2)).Keys);
        Assert.Equal("{\"b\" 1, \"a\" (2)}", new ValueMap(("b", 1), ("a", new ValueList(2))).ToString());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void Small_and_large_maps_and_sets_find_their_keys(int count)
    {
        var map = new ValueMap([.. Enumerable.Range(0, count).Select(i => ((object?)i, (object?)(i * 2)))]);
        var set = new ValueSet([.. Enumerable.Range(0, count).Select(i => (object?)$"k{i}")]);
        Assert.Equal(count, map.Count);
        Assert.Equal(2L, map[1]);
        Assert.True(map.ContainsKey((short)2));
        Assert.False(map.ContainsKey(1.0));
        Assert.False(map.ContainsKey(null));
        Assert.True(set.Contains("k2"));
        Assert.False(set.Contains("k"));
        Assert.Throws<KeyNotFoundException>(() => map[-1]);
        Assert.Throws<SenteDataException>(() => new ValueSet([.. set, "k1"]));
        Assert.Throws<SenteDataException>(() => new ValueMap([.. map.Select(entry => (entry.Key, entry.Value)), (0, 0)]));
    }

    [Fact]
    public void A_map_is_read_by_keyword()
    {
        var map = new ValueMap((Keyword.Parse("msg"), "hi"));
        Assert.Equal("hi", map.Get("msg"));
        Assert.Null(map.Get("other"));
    }

    [Fact]
    public void Ratios_are_in_lowest_terms()
    {
        Assert.Equal("-1/3", new Ratio(2, -6).ToString());
        Assert.Equal(new Ratio(1, 3), new Ratio(3, 9));
        Assert.Equal(0.5, new Ratio(1, 2).ToDouble());
        Assert.Equal(1.5, new Ratio(BigInteger.Pow(10, 400) * 3, BigInteger.Pow(10, 400) * 2).ToDouble());
        Assert.Throws<SenteDataException>(() => new Ratio(4, 2));
        Assert.Throws<SenteDataException>(() => new Ratio(1, 0));
    }

    [Fact]
    public void Ratios_of_numbers_beyond_doubles_are_still_doubles() =>
        Assert.Equal(1.0, new Ratio(BigInteger.Pow(10, 400) + 1, BigInteger.Pow(10, 400)).ToDouble(), 9);

    [Fact]
    public void Decimals_are_equal_by_value_and_keep_their_zeros()
    {
        Assert.Equal(new BigDecimal(15, 1), new BigDecimal(150, 2));
        Assert.Equal(new BigDecimal(15, 1).GetHashCode(), new BigDecimal(150, 2).GetHashCode());
        Assert.Equal(new BigDecimal(0, 5), new BigDecimal(0, -5));
        Assert.True(new BigDecimal(1, 0) != new BigDecimal(-1, 0));
        Assert.Equal("1.50", new BigDecimal(150, 2).ToString());
        Assert.Equal("0.000001", new BigDecimal(1, 6).ToString());
        Assert.Equal("1E-7", new BigDecimal(1, 7).ToString());
        Assert.Equal("1.23E+5", new BigDecimal(123, -3).ToString());
        Assert.Equal("-0.05", new BigDecimal(-5, 2).ToString());
    }

    [Fact]
    public void Decimals_convert_to_and_fro()
    {
        Assert.Equal("-1.10", ((BigDecimal)(-1.10m)).ToString());
        Assert.True(new BigDecimal(15, 1).TryToDecimal(out var value));
        Assert.Equal(1.5m, value);
        Assert.False(new BigDecimal(1, -999_999_999).TryToDecimal(out _));
        Assert.Equal(double.PositiveInfinity, new BigDecimal(1, -999_999_999).ToDouble());
        Assert.Equal(0.0, new BigDecimal(1, 999_999_999).ToDouble());
        Assert.Equal("0.1", BigDecimal.FromDouble(0.1).ToString());
        Assert.Throws<SenteDataException>(() => BigDecimal.FromDouble(double.NaN));
    }

    [Fact]
    public void Values_that_no_format_represents_still_print()
    {
        Assert.Equal("#inst 1", new TaggedValue(Symbol.Parse("inst"), 1).ToString());
        Assert.Equal("[\"\\ud83d\" \\udc4d]", new ValueVector("\ud83d", '\udc4d').ToString());
    }

    [Fact]
    public void A_value_that_is_too_deep_for_any_format_prints_in_part()
    {
        object? value = 1L;
        for (var i = 0; i < 1000; i++)
        {
            value = new ValueVector(value);
        }

        Assert.Equal(new string('[', 128) + "…" + new string(']', 128), value!.ToString());
    }

    // Not with Assert.Equal, which compares collections by its own rules.
    private static void Same(object left, object right)
    {
        Assert.True(left.Equals(right));
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
    }

    private static void Different(object left, object right) => Assert.False(left.Equals(right));
}
