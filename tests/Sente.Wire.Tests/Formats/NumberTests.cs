using System.Numerics;

namespace Sente.Wire.Tests;

/// <summary>
/// Numbers at the limits of formats, browsers and .NET types, of every numeric type and in every packer. A packer reads what it writes, and
/// writes again what it has read, whatever type the number came from.
/// </summary>
public class NumberTests
{
    private const long Safe = (1L << 53) - 1;

    private static readonly object[] Numbers =
    [
        sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue,
        0L, -1L, Safe, -Safe, Safe + 1, -Safe - 1, 850444677521616909L, long.MaxValue, long.MinValue, (ulong)Safe, (ulong)Safe + 1, ulong.MaxValue,
        (Int128)Safe, (Int128)Safe + 1, Int128.MaxValue, Int128.MinValue, (UInt128)Safe, UInt128.MaxValue,
        BigInteger.Zero, new BigInteger(Safe), new BigInteger(Safe) + 1, -(new BigInteger(Safe) + 1), new BigInteger(long.MaxValue) + 1, BigInteger.Pow(10, 400), BigInteger.Pow(10, 4095), BigInteger.Pow(10, 4096),
        Half.MaxValue, Half.NaN, float.MaxValue, float.Epsilon, float.NegativeInfinity,
        0.0, -0.0, 1.0, 1e15, 1e16, 9007199254740991.0, 9007199254740992.0, 1e20, 1e21, 1e22, 1e300, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        0m, -0.0m, 1.50m, 5.00m, decimal.MaxValue, decimal.MinValue, 9007199254740991m, 9007199254740992m, 9007199254740992.0m, 9007199254740992.5m,
        new BigDecimal(850444677521616909, 0), new BigDecimal(8504446775216169090, 1), new BigDecimal(1, -15), new BigDecimal(1, -16), new BigDecimal(-1, -20), new BigDecimal(1, -300), new BigDecimal(1, 300),
        new BigDecimal(1, -400), new BigDecimal(1, 400), new BigDecimal(1, -999_999_999), new BigDecimal(1, 999_999_999), new BigDecimal(1, int.MinValue), new BigDecimal(1, int.MaxValue),
        new BigDecimal(BigInteger.Pow(10, 4096), 0), new BigDecimal(BigInteger.Pow(10, 4095), 4000),
        new Ratio(1, 3), new Ratio(-1, long.MaxValue), new Ratio(BigInteger.Pow(10, 3000) + 1, BigInteger.Pow(10, 3000)), new Ratio(BigInteger.Pow(10, 2000) + 1, BigInteger.Pow(10, 2000)),
    ];

    public static TheoryData<string> Names => [.. Packers.BuiltIn.Select(packer => packer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_read_and_written_again(string name)
    {
        var packer = Packers.Find(name)!;
        foreach (var number in Numbers)
        {
            if (TryPack(packer, number, out var packed))
            {
                Assert.True(TryPack(packer, Read(packer, packed), out var again), $"{number} ({number.GetType().Name}) is written in {name}, but what was written isn't written again.");
                Assert.True(PlainValue.Equals(Read(packer, packed), Read(packer, again)), $"{number} ({number.GetType().Name}) changes when {name} passes it on.");
            }
        }
    }

    [Fact]
    public void A_number_goes_from_any_packer_to_any_other_token_by_token_as_it_does_decoded()
    {
        foreach (var from in Packers.BuiltIn)
        {
            foreach (var number in Numbers)
            {
                if (!TryPack(from, number, out var packed))
                {
                    continue;
                }

                foreach (var to in Packers.BuiltIn)
                {
                    var data = Open(from, packed);
                    var decoded = TryPack(to, data.ToValue(), out var expected);
                    Assert.True(decoded == TryPack(to, data, out var passedOn), $"{number} ({number.GetType().Name}) from {from.Name} to {to.Name}");
                    Assert.Equal(expected, passedOn);
                }
            }
        }
    }

    [Fact]
    public void A_snapshot_takes_what_any_packer_writes()
    {
        foreach (var packer in Packers.BuiltIn)
        {
            foreach (var number in Numbers)
            {
                if (TryPack(packer.ValuePacker, number, out var packed))
                {
                    Assert.True(EncodedValue.From(number).TryGetBytes(packer.ValuePacker, out var bytes, out var error), $"{number} ({number.GetType().Name}) in {packer.Name}: {error}");
                    Assert.Equal(packed, bytes.ToArray());
                }
            }
        }
    }

    /// <summary>JSON has one kind of number: a whole one is read as an integer, and a browser rounds it beyond 2^53 - 1.</summary>
    [Theory]
    [InlineData("9007199254740991", true)]
    [InlineData("-9007199254740991", true)]
    [InlineData("9007199254740991.00", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("-9007199254740992", false)]
    [InlineData("9007199254740992.00", false)]
    [InlineData("850444677521616909", false)]
    [InlineData("9007199254740992.5", true)]
    [InlineData("1E+15", true)]
    [InlineData("1E+16", false)]
    [InlineData("1E+300", false)]
    [InlineData("1E-300", true)]
    public void Json_refuses_whole_decimals_that_browsers_round(string text, bool isWritten)
    {
        var value = (BigDecimal)EdnValue(text + "M");
        Assert.Equal(isWritten, TryPack(Packers.Find("json")!, value, out _));
        Assert.Equal(isWritten, TryPack(Packers.Find("gzip-json")!, value, out _));
    }

    private static object EdnValue(string text) => Read(Packers.Find("edn")!, System.Text.Encoding.UTF8.GetBytes(text))!;

    private static object? Read(Packer packer, byte[] packed) => Open(packer, packed).ToValue();

    private static EventData Open(Packer packer, byte[] packed) => packer.Open(packed, WireLimits.Default);

    private static bool TryPack<T>(Packer packer, T value, out byte[] packed)
    {
        try
        {
            packed = packer.Pack(value);
            return true;
        }
        catch (SenteDataException)
        {
            packed = [];
            return false;
        }
    }
}
