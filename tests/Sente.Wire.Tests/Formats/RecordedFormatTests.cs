using System.Text;
using System.Text.Json;

namespace Sente.Wire.Tests;

/// <summary>The values that a real server and a real client packed as Transit and MessagePack, in both directions.</summary>
public class RecordedFormatTests
{
    // Written differently, but equal when read: Java writes an exponent for smaller doubles, and escapes characters outside the BMP.
    private static readonly string[] OtherTransit = ["1.0E-10", "1.0E21", "1e100", "16777216.0", "1.7976931348623157E308", "\"ünïcödé ☃ 日本語 😀\""];

    // Sente packs these as its own types; here they are read as plain numbers and vectors of numbers.
    private static readonly string[] OtherMessagePack = ["(float 1.5)", "(float-array [1.5])", "(double-array [1.5])"];

    // Instants have milliseconds here.
    private const string TooFine = "(java.time.Instant/ofEpochSecond 1700000000 123456789)";

    // Names that no reader of EDN accepts, which the other formats keep. Here they are not keywords or symbols.
    private static readonly string[] Unreadable = ["(keyword \"with space\")", "(keyword \"a/b/c\")", "(symbol \"with space\")"];

    public static TheoryData<string, string, string, string, string> Packed
    {
        get
        {
            var data = new TheoryData<string, string, string, string, string>();
            var packers = RecordedFiles.Load("packers.json");
            foreach (var format in (string[])["transit", "msgpack"])
            {
                foreach (var value in packers.GetProperty("values").EnumerateArray())
                {
                    Add(data, format, value, "input", "jvm");
                    Add(data, format, value, "input", "cljs");
                }

                foreach (var value in packers.GetProperty("jvmOnlyExprs").EnumerateArray())
                {
                    Add(data, format, value, "expr", "jvm");
                }
            }

            return data;
        }
    }

    [Fact]
    public void The_vectors_are_there() => Assert.True(Packed.Count > 1200);

    [Theory]
    [MemberData(nameof(Packed), DisableDiscoveryEnumeration = true)]
    public void What_the_real_sente_packed_reads_as_it_does_in_edn_and_is_written_again_the_same(
        string format, string input, string side, string packed, string edn)
    {
        var packer = Packers.Find(format)!;
        var bytes = packer.IsBinary ? Convert.FromHexString(packed) : Encoding.UTF8.GetBytes(packed);
        var data = new EventData(bytes, packer);
        if (Unreadable.Contains(input))
        {
            Assert.Throws<SenteDataException>(() => data.ToValue());
            return;
        }

        var value = data.ToValue();
        if (!edn.Contains("#object", StringComparison.Ordinal))
        {
            Assert.True(BrowserKeys.Same(Edn.Read(edn), value), $"{edn} is not {ValuePrinter.Print(value)}");
        }

        var again = packer.Pack(value);
        if (input == TooFine)
        {
            return;
        }

        Assert.True(PlainValue.Equals(value, new EventData(again, packer).ToValue()), ValuePrinter.Print(value));
        if (!UsesCache(packer, packed) && side == "jvm" && !OtherTransit.Contains(input) && !OtherMessagePack.Contains(input))
        {
            Assert.Equal(packed, packer.IsBinary ? Convert.ToHexStringLower(again) : Encoding.UTF8.GetString(again));
        }
    }

    [Theory]
    [InlineData("transit-verbose")]
    [InlineData("gzip-edn")]
    [InlineData("gzip-transit")]
    [InlineData("gzip-msgpack")]
    public void Every_vector_reads_back_from_the_other_forms_too(string name)
    {
        var packer = Packers.Find(name)!;
        foreach (var row in Packed)
        {
            var (format, input, packed) = (Packers.Find((string)row[0])!, (string)row[1], (string)row[3]);
            if (Unreadable.Contains(input))
            {
                continue;
            }

            var value = new EventData(format.IsBinary ? Convert.FromHexString(packed) : Encoding.UTF8.GetBytes(packed), format).ToValue();
            byte[] again;
            try
            {
                again = packer.Pack(value);
            }
            catch (SenteDataException)
            {
                continue;
            }

            Assert.True(BrowserKeys.Same(value, packer.Open(again, WireLimits.Default).ToValue()), ValuePrinter.Print(value));
        }
    }

    private static bool UsesCache(Packer packer, string packed) => packer.IsBinary
        ? packed.Contains("d408", StringComparison.Ordinal)
        : packed.Contains("\"^0\"", StringComparison.Ordinal) || packed.Contains("\"^1\"", StringComparison.Ordinal);

    private static void Add(TheoryData<string, string, string, string, string> data, string format, JsonElement value, string name, string side)
    {
        foreach (var callback in (string[])["nil", "cb", "ajax"])
        {
            if (value.Text(side, format, callback) is { } packed && value.Text(side, "edn", callback) is { } edn)
            {
                data.Add(format, value.Text(name)!, side, packed, edn);
            }
        }
    }
}
