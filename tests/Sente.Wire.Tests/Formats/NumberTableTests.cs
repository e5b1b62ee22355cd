using System.Numerics;
using System.Text;

namespace Sente.Wire.Tests;

/// <summary>Every numeric type in every packer: how it is written, or that it is refused; as what it reads back; and how other packers write that.</summary>
public class NumberTableTests
{
    private const int MessagePackColumn = 2;

    private static readonly Packer[] All = [.. Packers.BuiltIn];

    // The columns: edn, transit, msgpack (in hexadecimal), json. Null where the packer refuses the number.
    private static readonly (object Value, string?[] Packed)[] Rows =
    [
        (sbyte.MinValue, ["-128", "-128", "d080", "-128"]),
        (byte.MaxValue, ["255", "255", "ccff", "255"]),
        (short.MinValue, ["-32768", "-32768", "d18000", "-32768"]),
        (ushort.MaxValue, ["65535", "65535", "cdffff", "65535"]),
        (int.MinValue, ["-2147483648", "-2147483648", "d280000000", "-2147483648"]),
        (uint.MaxValue, ["4294967295", "4294967295", "ceffffffff", "4294967295"]),
        (0L, ["0", "0", "00", "0"]),
        (9007199254740991L, ["9007199254740991", "9007199254740991", "d3001fffffffffffff", "9007199254740991"]),
        (-9007199254740991L, ["-9007199254740991", "-9007199254740991", "d3ffe0000000000001", "-9007199254740991"]),
        (9007199254740992L, [null, "\"~i9007199254740992\"", "d30020000000000000", null]),
        (-9007199254740992L, [null, "\"~i-9007199254740992\"", "d3ffe0000000000000", null]),
        (long.MinValue, [null, "\"~i-9223372036854775808\"", "d38000000000000000", null]),
        (9007199254740991UL, ["9007199254740991", "9007199254740991", "d3001fffffffffffff", "9007199254740991"]),
        (ulong.MaxValue, [null, "\"~n18446744073709551615\"", null, null]),
        ((Int128)(-7), ["-7", "-7", "f9", "-7"]),
        (Int128.MinValue, [null, "\"~n-170141183460469231731687303715884105728\"", null, null]),
        ((UInt128)7, ["7", "7", "07", "7"]),
        (UInt128.MaxValue, [null, "\"~n340282366920938463463374607431768211455\"", null, null]),
        (new BigInteger(7), ["7N", "\"~n7\"", "07", "7"]),
        (new BigInteger(9007199254740991), ["9007199254740991N", "\"~n9007199254740991\"", "d3001fffffffffffff", "9007199254740991"]),
        (new BigInteger(-9007199254740992), [null, "\"~n-9007199254740992\"", "d3ffe0000000000000", null]),
        (BigInteger.Pow(10, 20), [null, "\"~n100000000000000000000\"", null, null]),
        ((Half)0.5f, ["0.5", "0.5", "cb3fe0000000000000", "0.5"]),
        (1.5f, ["1.5", "1.5", "cb3ff8000000000000", "1.5"]),
        (float.PositiveInfinity, ["##Inf", "\"~zINF\"", "cb7ff0000000000000", null]),
        (0.1, ["0.1", "0.1", "cb3fb999999999999a", "0.1"]),
        (1.0, ["1.0", "1.0", "cb3ff0000000000000", "1.0"]),
        (-0.0, ["-0.0", "-0.0", "cb8000000000000000", "-0.0"]),
        (9007199254740991.0, ["9007199254740991.0", "9007199254740991.0", "cb433fffffffffffff", "9007199254740991.0"]),
        (9007199254740992.0, ["9007199254740992.0", "9007199254740992.0", "cb4340000000000000", "9007199254740992.0"]),
        (1e21, ["1E+21", "1E+21", "cb444b1ae4d6e2ef50", "1E+21"]),
        (double.MaxValue, ["1.7976931348623157E+308", "1.7976931348623157E+308", "cb7fefffffffffffff", "1.7976931348623157E+308"]),
        (double.Epsilon, ["5E-324", "5E-324", "cb0000000000000001", "5E-324"]),
        (double.NaN, ["##NaN", "\"~zNaN\"", "cbfff8000000000000", null]),
        (double.PositiveInfinity, ["##Inf", "\"~zINF\"", "cb7ff0000000000000", null]),
        (double.NegativeInfinity, ["##-Inf", "\"~z-INF\"", "cbfff0000000000000", null]),
        (1.50m, ["1.50M", "\"~f1.50\"", "cb3ff8000000000000", "1.50"]),
        (9007199254740991m, ["9007199254740991M", "\"~f9007199254740991\"", "cb433fffffffffffff", "9007199254740991"]),
        (-9007199254740992m, ["-9007199254740992M", "\"~f-9007199254740992\"", "cbc340000000000000", null]),
        (4503599627370495.5m, ["4503599627370495.5M", "\"~f4503599627370495.5\"", "cb432fffffffffffff", "4503599627370495.5"]),
        (decimal.MaxValue, ["79228162514264337593543950335M", "\"~f79228162514264337593543950335\"", "cb45f0000000000000", null]),
        (new BigDecimal(5, 0), ["5M", "\"~f5\"", "cb4014000000000000", "5"]),
        (new BigDecimal(0, -400), ["0E+400M", "\"~f0E+400\"", "cb0000000000000000", "0E+400"]),
        (new BigDecimal(9, -15), ["9E+15M", "\"~f9E+15\"", "cb433ff973cafa8000", "9E+15"]),
        (new BigDecimal(91, -14), ["9.1E+15M", "\"~f9.1E+15\"", "cb43402a336dba6000", null]),
        (new BigDecimal(1, -16), ["1E+16M", "\"~f1E+16\"", "cb4341c37937e08000", null]),
        // Found by CsCheck with the seeds 6EM3tT207aL3 and beWU7mpmMZV2; and the first of them with a zero after its point.
        (new BigDecimal(850444677521616909, 0), ["850444677521616909M", "\"~f850444677521616909\"", "cb43a79ac5db519860", null]),
        (new BigDecimal(20997115133541589, 0), ["20997115133541589M", "\"~f20997115133541589\"", "cb4352a630f535ef35", null]),
        (new BigDecimal(8504446775216169090, 1), ["850444677521616909.0M", "\"~f850444677521616909.0\"", "cb43a79ac5db519860", null]),
        (new BigDecimal(1, -400), ["1E+400M", "\"~f1E+400\"", null, null]),
        (new BigDecimal(-1, 9), ["-1E-9M", "\"~f-1E-9\"", "cbbe112e0be826d695", "-1E-9"]),
        (new BigDecimal(1, int.MaxValue), [null, null, null, null]),
        (new Ratio(-1, 3), ["-1/3", "[\"~#ratio\",[\"~n-1\",\"~n3\"]]", "d503ff03", null]),
        (new Ratio(1, BigInteger.Pow(10, 20)), ["1/100000000000000000000", "[\"~#ratio\",[\"~n1\",\"~n100000000000000000000\"]]", null, null]),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Rows.Length)];

    [Theory]
    [MemberData(nameof(Each))]
    public void A_number_is_written_or_refused(int row)
    {
        var (value, expected) = Rows[row];
        foreach (var packer in All)
        {
            Assert.Equal((packer.Name, expected[Column(packer)]), (packer.Name, Text(packer, Pack(packer, value))));
            Assert.Equal((packer.Name, expected[Column(packer)]), (packer.Name, Text(packer, FromSnapshot(packer, value))));
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void A_number_reads_back_into_its_type_and_is_written_again_the_same(int row)
    {
        var value = Rows[row].Value;
        foreach (var packer in All)
        {
            if (Pack(packer, value) is not { } packed)
            {
                continue;
            }

            var data = Open(packer, packed);
            if (Column(packer) == MessagePackColumn && Decimal(value) is { } number)
            {
                Assert.Equal((packer.Name, BigDecimal.FromDouble(number.ToDouble())), (packer.Name, data.As<BigDecimal>()));
            }
            else
            {
                Assert.Equal((packer.Name, value), (packer.Name, ReadAs(value.GetType(), data)));
            }

            // JSON has one kind of number: a decimal reads back as an integer or double.
            Assert.Equal((packer.Name, data.ToValue()), (packer.Name, Open(packer, Pack(packer, data)!).ToValue()));
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void A_number_passes_from_each_packer_to_each_other_as_it_does_decoded(int row)
    {
        var value = Rows[row].Value;
        foreach (var from in All)
        {
            if (Pack(from, value) is not { } packed)
            {
                continue;
            }

            foreach (var to in All)
            {
                var passedOn = Text(to, Pack(to, Open(from, packed)));
                Assert.Equal((from.Name, to.Name, Text(to, Pack(to, Open(from, packed).ToValue()))), (from.Name, to.Name, passedOn));
                // EDN and Transit keep the kind of every number, so the other packers write what they write for the number itself.
                if (from.HasKeywords && Column(from) != MessagePackColumn)
                {
                    Assert.Equal((from.Name, to.Name, Text(to, Pack(to, value))), (from.Name, to.Name, passedOn));
                }
            }
        }
    }

    [Theory]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("-1e400", double.NegativeInfinity)]
    [InlineData("1e-400", 0)]
    public void JSON_beyond_a_double_reads_as_browsers_read_it_and_goes_out_only_where_infinities_do(string packed, double expected)
    {
        var data = Open(Packers.Json, Encoding.UTF8.GetBytes(packed));
        Assert.Equal(expected, data.As<double>());
        Assert.Equal(double.IsFinite(expected), Pack(Packers.Json, data) is not null);
        Assert.Equal(Text(Packers.Edn, Pack(Packers.Edn, expected)), Text(Packers.Edn, Pack(Packers.Edn, data)));
    }

    [Fact]
    public void A_number_that_does_not_fit_a_floating_point_type_is_refused_like_an_integer_that_does_not_fit()
    {
        Refuses<Half>("65520", "65520.0", "65520N", "65520M", "131041/2", "-65520.0");
        Refuses<float>("1e300", "-1e300", "1e39M", "1" + new string('0', 40) + "N");
        Refuses<double>("1e400M", "-1e400M", "1" + new string('0', 400) + "N", "1" + new string('0', 400) + "/3", "2" + new string('0', 400) + "/2");
        Assert.Equal(Half.MaxValue, Edn.Read<Half>("65519"));
        Assert.Equal(float.PositiveInfinity, Edn.Read<float>("##Inf"));
        Assert.True(Half.IsNaN(Edn.Read<Half>("##NaN")));
    }

    [Theory]
    [InlineData("[\"~#ratio\",[\"~n4\",\"~n2\"]]", 2)]
    [InlineData("[\"~#ratio\",[\"~n200000000000000000000\",\"~n2\"]]", 1e20)]
    [InlineData("[\"~#ratio\",[\"~n1\",\"~n2\"]]", 0.5)]
    public void A_ratio_that_is_whole_reads_as_a_double(string packed, double expected) =>
        Assert.Equal(expected, Open(Packers.Transit, Encoding.UTF8.GetBytes(packed)).As<double>());

    [Fact]
    public void Every_number_of_dotnet_goes_into_a_plain_collection_as_its_plain_one() => Assert.Equal(
        new ValueVector(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, BigInteger.Pow(2, 63), 1L, BigInteger.Pow(2, 64), -BigInteger.Pow(2, 64), 1L, BigInteger.Pow(2, 64), 0.5, 0.5, 0.5, new BigDecimal(15, 1)),
        new ValueVector((sbyte)1, (byte)1, (short)1, (ushort)1, 1, 1u, 1L, 1UL, 1UL << 63, (Int128)1, (Int128)1 << 64, -((Int128)1 << 64), (UInt128)1, (UInt128)1 << 64, (Half)0.5, 0.5f, 0.5, 1.5m));

    private static void Refuses<T>(params string[] edn) => Assert.All(edn, text => Assert.Contains(
        "does not fit a", Assert.Throws<SenteDataException>(() => Edn.Read<T>(text)).Message, StringComparison.Ordinal));

    private static int Column(Packer packer) => packer.Name.Replace("gzip-", "", StringComparison.Ordinal) switch
    {
        "edn" => 0,
        "transit" or "transit-verbose" => 1,
        "msgpack" => MessagePackColumn,
        "json" => 3,
        var other => throw new NotSupportedException($"The table has no column for {other}."),
    };

    // Small messages follow gzip's flag uncompressed.
    private static string? Text(Packer packer, byte[]? packed)
    {
        if (packed is null)
        {
            return null;
        }

        var bytes = packer.Name.StartsWith("gzip-", StringComparison.Ordinal) ? packed.AsSpan(1) : packed;
        var text = Column(packer) == MessagePackColumn ? Convert.ToHexStringLower(bytes) : Encoding.UTF8.GetString(bytes);
        // In Transit's verbose form, tags are objects.
        return text.StartsWith("{\"~#ratio\":", StringComparison.Ordinal) ? "[\"~#ratio\"," + text[11..^1] + "]" : text;
    }

    private static byte[]? Pack<T>(Packer packer, T value)
    {
        try
        {
            return packer.Pack(value);
        }
        catch (SenteDataException e)
        {
            Assert.NotEmpty(e.Message);
            return null;
        }
    }

    private static byte[]? FromSnapshot(Packer packer, object value)
    {
        try
        {
            if (!EncodedValue.From(value).TryGetBytes(packer, out var bytes, out var error))
            {
                throw new SenteDataException(error);
            }

            return packer.ValuePacker == packer ? bytes.ToArray() : [0, .. bytes.Span];
        }
        catch (SenteDataException)
        {
            return null;
        }
    }

    private static object ReadAs(Type type, EventData data) =>
        typeof(EventData).GetMethod(nameof(EventData.As), [])!.MakeGenericMethod(type).Invoke(data, [])!;

    private static BigDecimal? Decimal(object value) => value switch
    {
        BigDecimal number => number,
        decimal number => number,
        _ => null,
    };

    private static EventData Open(Packer packer, byte[] packed) => packer.Open(packed, WireLimits.Default);
}
