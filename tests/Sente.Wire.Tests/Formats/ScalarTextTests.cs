using System.Globalization;
using System.Text;
using CsCheck;

namespace Sente.Wire.Tests;

/// <summary>The fast paths for numbers, strings and UUIDs as text have the same results as the slow ones.</summary>
public class ScalarTextTests
{
    private static readonly string[] TextPackers = ["edn", "transit", "transit-verbose", "json"];

    // Around the lengths at which a fast path ends: 18 digits of a long, 17 of a double, 32 of a plain double, 4096 of any number.
    private static readonly Gen<string> Digits =
        from length in Gen.OneOf(Gen.Int[1, 3], Gen.Int[14, 20], Gen.Int[28, 36], Gen.Int[300, 800], Gen.Int[4090, 4096])
        from first in Gen.Char['1', '9']
        from others in Gen.Char['0', '9'].Array[length - 1]
        select first + new string(others);

    private static readonly Gen<string> DoubleText =
        from sign in Gen.OneOf("", "-")
        from whole in Gen.OneOf(Gen.Const("0"), Digits)
        from fraction in Gen.OneOf(Gen.Const(""), Digits, Digits.Select(digits => "000" + digits))
        from exponent in Gen.OneOf(Gen.Const(""), Gen.Int[-999, 999].Select(i => Invariant($"e{i}")), Gen.OneOf("E+5", "e-05", "e308", "e-324", "e99999999", "e-99999999"))
        where whole.Length + fraction.Length < 4090 && fraction.Length + exponent.Length > 0
        select sign + whole + (fraction.Length > 0 ? "." + fraction : "") + exponent;

    [Fact]
    public void A_number_reads_as_the_nearest_double() => DoubleText.Sample(
        text =>
        {
            var expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return TextPackers.All(name => Read(name, text) is double value && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(expected));
        },
        iter: Iterations.Of(3000));

    [Fact]
    public void A_double_reads_back_bit_for_bit_in_every_packer() => Gen.OneOf(Gen.Double, Gen.Double[-1000, 1000], Gen.Long.Select(i => (double)i), Gen.Int[-20, 20].Select(i => (double)i)).Sample(
        value => Packers.BuiltIn.Where(packer => double.IsFinite(value) || packer.Name is "edn" or "transit" or "msgpack").All(packer =>
            packer.Open(packer.Pack(value), WireLimits.Default).ToValue() is double back && BitConverter.DoubleToInt64Bits(back) == BitConverter.DoubleToInt64Bits(value)),
        iter: Iterations.Of(10_000));

    [Theory]
    [InlineData("edn", "[0 -0 7 999999999999999999 1000000000000000000 -9223372036854775808 9223372036854775807]")]
    [InlineData("json", "[0,-0,7,999999999999999999,1000000000000000000,-9223372036854775808,9223372036854775807]")]
    [InlineData("transit", "[0,-0,7,999999999999999999,1000000000000000000,-9223372036854775808,9223372036854775807]")]
    public void Integers_are_longs_as_far_as_those_go(string name, string packed) => Assert.Equal(
        new ValueVector(0L, 0L, 7L, 999999999999999999L, 1000000000000000000L, long.MinValue, long.MaxValue), Read(name, packed));

    [Theory]
    [InlineData("1.", 1.0)]
    [InlineData("+1.5", 1.5)]
    [InlineData("08.5", 8.5)]
    [InlineData("-0.0", -0.0)]
    [InlineData("1.5;", 1.5)]
    [InlineData("1.5#", 1.5)]
    [InlineData("1.00000000000000000000000000000000000000000000001", 1.0)]
    public void Edn_has_more_doubles_than_json(string edn, double expected) => Assert.Equal(expected, Read("edn", edn));

    [Theory]
    [InlineData("edn", "1.5x")]
    [InlineData("edn", "1.5.5")]
    [InlineData("edn", "1..5")]
    [InlineData("edn", "1.5/2")]
    [InlineData("edn", "1.5N")]
    [InlineData("json", "1.")]
    [InlineData("json", "-")]
    [InlineData("json", "01")]
    [InlineData("json", "1.e5")]
    [InlineData("json", "1.5e")]
    public void What_only_begins_as_a_number_is_refused(string name, string text) => Assert.Throws<SenteDataException>(() => Read(name, text));

    [Fact]
    public void A_transit_number_is_read_correctly_after_an_infinity()
    {
        Assert.Equal(new ValueVector(double.NaN, 1.5, double.PositiveInfinity, 1e300), Read("transit", "[\"~zNaN\",1.5,\"~zINF\",1e300]"));
        Assert.Equal(new ValueMap((double.NegativeInfinity, 2.5)), Read("transit", "{\"~z-INF\":2.5}"));
    }

    [Theory]
    [InlineData("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true)]
    [InlineData("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", true)]
    [InlineData("f81d4fae-7dec-11d0-a765-00a0c91e6bf", false)]
    [InlineData("f81d4fae-7dec-11d0-a765-00a0c91e6bf67", false)]
    [InlineData("f81d4fae7dec11d0a76500a0c91e6bf6", false)]
    [InlineData("g81d4fae-7dec-11d0-a765-00a0c91e6bf6", false)]
    [InlineData("é81d4fae-7dec-11d0-a765-00a0c91e6bf6", false)]
    public void A_uuid_has_one_form(string text, bool isOne)
    {
        Guid? expected = isOne ? Guid.Parse(text) : null;
        Assert.Equal(expected, TryRead(Packers.Edn, $"#uuid \"{text}\""));
        Assert.Equal(expected, TryRead(Packers.Transit, $"\"~u{text}\""));
        Assert.Equal(expected, TryRead(Packers.Json, $"\"{text}\""));
        Assert.Equal(isOne ? expected : null, TryRead(Packers.Json, $"\"\\u00{(int)text[0] & 0xff:x2}{text[1..]}\""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("a\\b\"c")]
    [InlineData("\u0000\u001f\u007f\u0080")]
    [InlineData("éü☃😀")]
    [InlineData("a long one with nothing to escape but, at its very end, \"")]
    [InlineData("~^`")]
    public void Strings_come_back_whatever_is_in_them(string text) => Assert.All(
        Packers.BuiltIn, packer => Assert.Equal(new ValueVector(text, text), packer.Open(packer.Pack(new[] { text, text }), WireLimits.Default).ToValue()));

    private static object? Read(string name, string text) => new EventData(Encoding.UTF8.GetBytes(text), Packers.Find(name)!).ToValue();

    private static Guid? TryRead(Packer packer, string text)
    {
        try
        {
            return new EventData(Encoding.UTF8.GetBytes(text), packer).As<Guid>();
        }
        catch (SenteDataException)
        {
            return null;
        }
    }
}
