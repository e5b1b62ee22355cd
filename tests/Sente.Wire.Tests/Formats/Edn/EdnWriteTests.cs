using System.Globalization;
using System.Numerics;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>How values are written as EDN, and which are refused because browsers would misread them.</summary>
public class EdnWriteTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "nil" },
        { true, "true" },
        { -5L, "-5" },
        { 9007199254740991L, "9007199254740991" },
        { new BigInteger(5), "5N" },
        { new Ratio(1, 3), "1/3" },
        { 1.0, "1.0" },
        { 1e21, "1E+21" },
        { 1e-10, "1E-10" },
        { -0.0, "-0.0" },
        { double.NaN, "##NaN" },
        { double.PositiveInfinity, "##Inf" },
        { double.NegativeInfinity, "##-Inf" },
        { 0.1f, "0.10000000149011612" },
        { 1.50m, "1.50M" },
        { new BigDecimal(1, -3), "1E+3M" },
        { new BigDecimal(15, 10), "1.5E-9M" },
        { new BigDecimal(-123456, 3), "-123.456M" },
        { 'a', "\\a" },
        { ' ', "\\space" },
        { '\n', "\\newline" },
        { '\0', "\\u0000" },
        { '\u2028', "\\u2028" },
        { '(', "\\(" },
        { "", "\"\"" },
        { "a \" \\ \n \t \r \b \f z", "\"a \\\" \\\\ \\n \\t \\r \\b \\f z\"" },
        { "\0 \u001f \u007f", "\"\\u0000 \\u001f \\u007f\"" },
        { "ü ☃ 😀 \u2028", "\"ü ☃ 😀 \u2028\"" },
        { "lone \ud83d", "\"lone \\ud83d\"" },
        { "lone \ude00 and 😀", "\"lone \\ude00 and 😀\"" },
        { Key("my-app/a"), ":my-app/a" },
        { Sym("->x"), "->x" },
        { new DateTimeOffset(2024, 1, 2, 5, 4, 5, 6, TimeSpan.FromHours(2)), "#inst \"2024-01-02T03:04:05.006-00:00\"" },
        { new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(69999), "#inst \"2024-01-02T03:04:05.006-00:00\"" },
        { Guid.Parse("F81D4FAE-7dec-11d0-a765-00a0c91e6bf6"), "#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"" },
        { new ValueVector(1, ValueVector.Empty, new ValueList(2, 3)), "[1 [] (2 3)]" },
        { new ValueSet(1, Key("a")), "#{1 :a}" },
        { new ValueMap((Key("a"), 1), ("b", new ValueMap((null, null)))), "{:a 1, \"b\" {nil nil}}" },
    };

    public static TheoryData<object, string> NotRepresentable => new()
    {
        { 9007199254740992L, "2^53" },
        { -9007199254740992L, "2^53" },
        { BigInteger.Parse("9007199254740992", CultureInfo.InvariantCulture), "2^53" },
        { DateTimeOffset.MinValue, "year" },
        { new byte[] { 1 }, "bytes" },
        { new TaggedValue(Sym("my/tag"), 1), "#my/tag" },
        { '\ud83d', "half" },
        { new TaggedValue(Sym("inst"), "x"), "#inst" },
        { new TaggedValue(Sym("sente/bytes"), "AQ=="), "#sente/bytes" },
        { new ValueMap((1, 1), (1.0, 2)), "twice" },
        { new ValueSet('a', "a"), "twice" },
        { new ValueMap((new ValueVector(1), 1), (new ValueList(1.0), 2)), "twice" },
        { new ValueSet(1.5, 1.5m), "twice" },
        { new ValueSet(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(9999)), "twice" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void It_writes(object? value, string expected) => Assert.Equal(expected, Write(value));

    [Theory]
    [MemberData(nameof(NotRepresentable), DisableDiscoveryEnumeration = true)]
    public void It_refuses_and_names_the_path(object value, string reason)
    {
        var error = Assert.Throws<SenteDataException>(() => Write(new { user = new { list = new[] { null, value } } }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("$.user.list[1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_tag_is_sent()
    {
        var packer = new EdnPacker([Sym("my/point")]);
        var value = EncodedValue.From(new object[] { new TaggedValue(Sym("my/point"), new ValueVector(1, 2)), 3 });
        Assert.True(value.TryGetBytes(packer, out var bytes, out _));
        Assert.Equal("[#my/point [1 2] 3]"u8.ToArray(), bytes.ToArray());
        Assert.False(value.TryGetBytes(Packers.Edn, out _, out _));
    }

    [Fact]
    public void Tags_side_by_side_are_not_nesting()
    {
        var packer = new EdnPacker([Sym("t")]);
        var value = EncodedValue.From(Enumerable.Repeat(new TaggedValue(Sym("t"), ValueVector.Empty), 1000));
        Assert.True(value.TryGetBytes(packer, out var bytes, out _));
        Assert.StartsWith("[#t [] #t []", System.Text.Encoding.UTF8.GetString(bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_contains_itself_is_an_error()
    {
        var list = new List<object>();
        list.Add(new { list });
        var error = Assert.Throws<SenteDataException>(() => Write(list));
        Assert.Contains("contains itself", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("$[0].list[0].list", error.Path, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 500);
    }

    [Fact]
    public void Tags_nested_too_deep_are_an_error()
    {
        object value = 1L;
        for (var i = 0; i <= TokenWriter.MaxDepth; i++)
        {
            value = new TaggedValue(Sym("t"), value);
        }

        Assert.Throws<SenteDataException>(() => EncodedValue.From(value));
    }
}
