using System.Globalization;
using System.Numerics;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>EDN is read as the real readers read it, case by case.</summary>
public class EdnReadTests
{
    public static TheoryData<string, object?> Values => new()
    {
        { "nil", null },
        { "true", true },
        { "false", false },

        { "0", 0L },
        { "-0", 0L },
        { "+5", 5L },
        { "-128", -128L },
        { "9223372036854775807", long.MaxValue },
        { "-9223372036854775808", long.MinValue },
        { "999999999999999999", 999_999_999_999_999_999L },
        { "9223372036854775808", BigInteger.Parse("9223372036854775808", CultureInfo.InvariantCulture) },
        { "-9223372036854775809", BigInteger.Parse("-9223372036854775809", CultureInfo.InvariantCulture) },
        { "10N", new BigInteger(10) },
        { "-0N", BigInteger.Zero },
        { "017", 15L },
        { "00", 0L },
        { "0xfF", 255L },
        { "-0x10N", new BigInteger(-16) },
        { "2r101", 5L },
        { "36rZz", 1295L },
        { "36r1N", 59L },
        { "16rffffffffffffffffffff", BigInteger.Parse("1208925819614629174706175", CultureInfo.InvariantCulture) },

        { "1/3", new Ratio(1, 3) },
        { "-2/4", new Ratio(-1, 2) },
        { "4/2", 2L },
        { "0/7", 0L },

        { "1.5", 1.5 },
        { "1.", 1.0 },
        { "-0.0", -0.0 },
        { "1.0E21", 1e21 },
        { "1e+21", 1e21 },
        { "1e-7", 1e-7 },
        { "017.5", 17.5 },
        { "1e999", double.PositiveInfinity },
        { "##Inf", double.PositiveInfinity },
        { "##-Inf", double.NegativeInfinity },
        { "##NaN", double.NaN },
        { "1.50M", new BigDecimal(150, 2) },
        { "-3M", new BigDecimal(-3, 0) },
        { "1E+3M", new BigDecimal(1, -3) },
        { "1.5e-2M", new BigDecimal(15, 3) },

        { "\\a", 'a' },
        { "\\newline", '\n' },
        { "\\space", ' ' },
        { "\\tab", '\t' },
        { "\\return", '\r' },
        { "\\backspace", '\b' },
        { "\\formfeed", '\f' },
        { "\\\\", '\\' },
        { "\\\"", '"' },
        { "\\(", '(' },
        { "\\,", ',' },
        { "\\ ", ' ' },
        { "\\é", 'é' },
        { "\\u2603", '☃' },
        { "\\o101", 'A' },
        { "\\o7", '\a' },

        { "\"\"", "" },
        { "\"a \\\" \\\\ \\n \\t \\r \\b \\f z\"", "a \" \\ \n \t \r \b \f z" },
        { "\"\\u00fc \\101 \\o101 \\7\"", "ü A A \a" },
        { "\"\\ud83d\\ude00\"", "😀" },
        { "\"\\ud83d!\"", "\ud83d!" },
        { "\"raw \n\t\u2028 😀\"", "raw \n\t\u2028 😀" },

        { ":a", Key("a") },
        { ":foo/bar.baz", Key("foo/bar.baz") },
        { ":123", Key("123") },
        { ":é", Key("é") },
        { ":a:b", Key("a:b") },
        { ":a//", Key("a//") },
        { ":/", Key("/") },
        { ":a#b'", Key("a#b'") },
        { "/", Sym("/") },
        { "+", Sym("+") },
        { "-", Sym("-") },
        { ".", Sym(".") },
        { "->x", Sym("->x") },
        { "-a1", Sym("-a1") },
        { "ns/name", Sym("ns/name") },
        { "nilly", Sym("nilly") },

        { "[]", ValueVector.Empty },
        { "[1 \"a\" [nil]]", new ValueVector(1, "a", new ValueVector([null])) },
        { "()", ValueList.Empty },
        { "(nil (nil))", new ValueList(null, new ValueList([null])) },
        { "#{}", ValueSet.Empty },
        { "#{1 :a nil}", new ValueSet(null, 1, Key("a")) },
        { "{}", ValueMap.Empty },
        { "{nil :nil, {:m 1} :map, #{1} :set, 1.5 :dbl, \"s\" 1}", new ValueMap(
            (null, Key("nil")), (new ValueMap((Key("m"), 1)), Key("map")), (new ValueSet(1), Key("set")), (1.5, Key("dbl")), ("s", 1)) },
        { "[1[2]3\"a\":b\\c]", new ValueVector(1, new ValueVector(2), 3, "a", Key("b"), 'c') },
        { "[1#{2}]", new ValueVector(1, new ValueSet(2)) },

        { "#:foo{:a 1 :b/c 2 :_/d 3}", new ValueMap((Key("foo/a"), 1), (Key("b/c"), 2), (Key("d"), 3)) },
        { "#:foo {a {:x 1}, \"s\" :y}", new ValueMap((Sym("foo/a"), new ValueMap((Key("x"), 1))), ("s", Key("y"))) },
        { "#:a{:b #:c{:d 1} :e 2}", new ValueMap((Key("a/b"), new ValueMap((Key("c/d"), 1))), (Key("a/e"), 2)) },

        { "#inst \"2024-01-02T03:04:05.006-00:00\"", Utc("2024-01-02T03:04:05.006Z") },
        { "#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"", Guid.Parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6") },
        { "#inst #_ignored \"2024\"", Utc("2024-01-01T00:00:00Z") },

        { "[1 #_ 2 3]", new ValueVector(1, 3) },
        { "[#_ #_ 1 2 3]", new ValueVector(3) },
        { "[1 #_[2 {:a 1}]]", new ValueVector(1) },
        { "{:a #_:b 1 #_:c}", new ValueMap((Key("a"), 1)) },
        { "#_ #inst \"nonsense\" 1", 1L },
        { "; a comment\n1", 1L },
        { "[1 ; 2 ]\r 3]", new ValueVector(1, 3) },
        { ",, [1,,2,] ", new ValueVector(1, 2) },
        { "^{:meta 1} [1 2]", new ValueVector(1, 2) },
        { "^:k ^String ^\"s\" {:a ^:x 1}", new ValueMap((Key("a"), 1)) },

        { "#object[java.util.Foo 0x1 \"x\"]", new TaggedValue(Sym("object"), new ValueVector(Sym("java.util.Foo"), 1, "x")) },
        { "#js {:a 1}", new TaggedValue(Sym("js"), new ValueMap((Key("a"), 1))) },
        { "#my/tag #other [1 2]", new TaggedValue(Sym("my/tag"), new TaggedValue(Sym("other"), new ValueVector(1, 2))) },
        { "{#a :k #b 1}", new ValueMap((new TaggedValue(Sym("a"), Key("k")), new TaggedValue(Sym("b"), 1))) },
        { "#sente/bytes \"AQI=\"", new TaggedValue(Sym("sente/bytes"), "AQI=") },

        { "1 2 ] }", 1L },
        { "[1] \"not closed", new ValueVector(1) },
    };

    public static TheoryData<string, string> Instants => new()
    {
        { "2024", "2024-01-01T00:00:00Z" },
        { "2024-02", "2024-02-01T00:00:00Z" },
        { "2024-02-29", "2024-02-29T00:00:00Z" },
        { "2024-02-29T12", "2024-02-29T12:00:00Z" },
        { "2024-02-29T12:34", "2024-02-29T12:34:00Z" },
        { "2024-02-29T12:34:56", "2024-02-29T12:34:56Z" },
        { "2024-02-29T12:34:56.7", "2024-02-29T12:34:56.7Z" },
        { "2024-02-29T12:34:56.123456789Z", "2024-02-29T12:34:56.1234567Z" },
        { "2024-02-29T12:34:56.789+05:30", "2024-02-29T07:04:56.789Z" },
        { "2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05Z" },
        { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
        { "1969-12-31T23:59:59.999-00:00", "1969-12-31T23:59:59.999Z" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void It_reads(string edn, object? expected)
    {
        var value = Read(edn);
        Assert.True(PlainValue.Equals(expected, value), $"{edn} read as {ValuePrinter.Print(value)}");
        Assert.Equal(expected?.GetType(), value?.GetType());
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void It_reads_instants_that_stop_after_any_part(string text, string expected) =>
        Assert.Equal(Utc(expected), Read($"#inst \"{text}\""));

    [Fact]
    public void Minus_zero_keeps_its_sign() => Assert.True(double.IsNegative((double)Read("-0.0")!));

    [Theory]
    [InlineData("")]
    [InlineData("  ; nothing")]
    [InlineData("#_ 1")]
    [InlineData("08")]
    [InlineData("1a")]
    [InlineData("2r3")]
    [InlineData("37r1")]
    [InlineData("0x")]
    [InlineData("1.5N")]
    [InlineData("1/")]
    [InlineData("1/2/3")]
    [InlineData("1/0")]
    [InlineData("1e")]
    [InlineData("1e5000000000M")]
    [InlineData("##Foo")]
    [InlineData("\\")]
    [InlineData("\\foo")]
    [InlineData("\\u12")]
    [InlineData("\\ud83d")]
    [InlineData("\\😀")]
    [InlineData("\\o400")]
    [InlineData("\"abc")]
    [InlineData("\"\\")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\400\"")]
    [InlineData(":")]
    [InlineData("::a")]
    [InlineData(":a/1")]
    [InlineData(":a/")]
    [InlineData(":a:")]
    [InlineData(":a/b/c")]
    [InlineData(":a@b")]
    [InlineData("a~b")]
    [InlineData("`a")]
    [InlineData("[1")]
    [InlineData("[1)")]
    [InlineData("]")]
    [InlineData("{:a}")]
    [InlineData("{:a 1 :b #_2}")]
    [InlineData("{:a 1 :a 2}")]
    [InlineData("{\"a\" 1 \"a\" 2}")]
    [InlineData("#{1 1}")]
    [InlineData("#{[1] [1]}")]
    [InlineData("#_")]
    [InlineData("[#_]")]
    [InlineData("^:a")]
    [InlineData("[^:a]")]
    [InlineData("#tag")]
    [InlineData("[#tag]")]
    [InlineData("{:a #tag}")]
    [InlineData("#inst 5")]
    [InlineData("#inst \"yesterday\"")]
    [InlineData("#inst \"2024-13\"")]
    [InlineData("#inst \"2023-02-29\"")]
    [InlineData("#inst \"2024-01-01T24\"")]
    [InlineData("#inst \"0001-01-01T00:00+01:00\"")]
    [InlineData("#uuid \"f81d4fae\"")]
    [InlineData("#\"re\"")]
    [InlineData("#'var")]
    [InlineData("#<thing>")]
    [InlineData("#:a")]
    [InlineData("#:a[1]")]
    [InlineData("#:a{:b 1 :a/b 2}")]
    [InlineData("# inst \"2024\"")]
    [InlineData("#")]
    public void It_refuses(string edn) => Assert.Throws<SenteDataException>(() => Read(edn));

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() =>
        Assert.Throws<SenteDataException>(() => new EventData(new byte[] { (byte)'"', 0xff, (byte)'"' }, Packers.Edn).ToValue());

    [Theory]
    [InlineData("[1 {:a [2 #inst \"x\"]}]", "$[1].a[1]")]
    [InlineData("{\"k\" #{[\\bad]}}", "$[\"k\"][0][0]")]
    [InlineData("{nil 08}", "$[nil]")]
    [InlineData("{:user {:addresses [1 2 #my/tag {:zip 1 :zip 2}]}}", "$.user.addresses[2]")]
    public void Errors_name_the_path(string edn, string path) =>
        Assert.Equal(path, Assert.Throws<SenteDataException>(() => Read(edn)).Path);

    [Theory]
    [InlineData("[[[[1]]]]", 4, true)]
    [InlineData("[[[[1]]]]", 3, false)]
    [InlineData("#a #b #c #d 1", 4, true)]
    [InlineData("#a #b #c #d 1", 3, false)]
    [InlineData("#a [#b [1]]", 4, true)]
    [InlineData("#a [#b [1]]", 3, false)]
    [InlineData("[#a 1 #b 2 #c 3 #d 4]", 2, true)]
    [InlineData("[#a [] #b () #c {} #d #{}]", 3, true)]
    [InlineData("#_ #_ #_ 1 2 3 4", 3, true)]
    [InlineData("#_ #_ #_ 1 2 3 4", 2, false)]
    [InlineData("^{:a [[1]]} 1", 4, true)]
    [InlineData("^{:a [[1]]} 1", 3, false)]
    public void Collections_tags_and_ignored_forms_count_as_nesting(string edn, int maxDepth, bool allowed)
    {
        var reader = new EdnReader(snapshot: false);
        reader.Start(System.Text.Encoding.UTF8.GetBytes(edn), maxDepth);
        var skip = () =>
        {
            reader.Read();
            reader.Skip();
        };
        if (allowed)
        {
            skip();
        }
        else
        {
            Assert.True(Assert.Throws<SenteDataException>(skip).IsTooDeep);
        }
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
