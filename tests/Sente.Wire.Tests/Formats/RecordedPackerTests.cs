using System.Text;
using System.Text.Json;

namespace Sente.Wire.Tests;

/// <summary>The values that a real server and a real client packed as EDN, in both directions.</summary>
public class RecordedPackerTests
{
    // pr-str prints values that browsers misread or refuse; the packer refuses them.
    private static readonly string[] Unsafe =
    [
        "9007199254740992", "9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "-9223372036854775809", "[#my/tag [1 2]]", "(java.time.Instant/ofEpochSecond 1700000000 123456789)",
        "(float-array [1.5])", "(double-array [1.5])", "(atom 1)",
    ];

    // Laid out differently, but equal when read.
    private static readonly string[] OtherText = ["1.0E-10", "1.0E21", "1e100", "16777216.0", "1.7976931348623157E308"];

    // Printed by pr-str, but accepted by no reader.
    private static readonly string[] Unreadable = ["(keyword \"a/b/c\")", "#\"re.*gex\""];

    public static TheoryData<string, string, string> Packed
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            var packers = RecordedFiles.Load("packers.json");
            foreach (var value in packers.GetProperty("values").EnumerateArray())
            {
                Add(data, value, "input", "jvm");
                Add(data, value, "input", "cljs");
            }

            foreach (var value in packers.GetProperty("jvmOnlyExprs").EnumerateArray())
            {
                Add(data, value, "expr", "jvm");
            }

            return data;
        }
    }

    [Fact]
    public void The_vectors_are_there() => Assert.True(Packed.Count > 600);

    [Theory]
    [MemberData(nameof(Packed), DisableDiscoveryEnumeration = true)]
    public void What_the_real_sente_packed_reads_and_is_written_again_the_same(string input, string side, string edn)
    {
        if (Unreadable.Contains(input))
        {
            Assert.Throws<SenteDataException>(() => Edn.Read(edn));
            return;
        }

        var value = Edn.Read(edn);
        if (Unsafe.Contains(input))
        {
            Assert.Throws<SenteDataException>(() => Edn.Write(value));
            return;
        }

        var written = Edn.Write(value);
        Assert.True(PlainValue.Equals(value, Edn.Read(written)), written);
        // A browser prints 1.0 as 1, and exponents in another form; Java writes an exponent for smaller doubles than .NET.
        if (side == "jvm" && !OtherText.Contains(input))
        {
            Assert.Equal(edn, written);
        }
    }

    [Fact]
    public void A_value_passes_from_wire_to_wire_token_by_token_as_it_does_decoded()
    {
        foreach (var row in Packed)
        {
            var edn = (string)row[2];
            if (Unreadable.Contains((string)row[0]) || Unsafe.Contains((string)row[0]))
            {
                continue;
            }

            var passedOn = EncodedValue.From(Edn.Data(edn));
            Assert.Equal(Edn.Write(Edn.Read(edn)), Encoding.UTF8.GetString(passedOn.Snapshot.Span));
        }
    }

    private static void Add(TheoryData<string, string, string> data, JsonElement value, string name, string side)
    {
        foreach (var callback in (string[])["nil", "cb", "ajax"])
        {
            if (value.Text(side, "edn", callback) is { } edn)
            {
                data.Add(value.Text(name)!, side, edn);
            }
        }
    }
}
