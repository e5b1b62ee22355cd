using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sente.Wire.Tests;

/// <summary>
/// Real messages of every packer, mutated at random, give a value or the documented error, in bounded time and memory. Runs for 5 seconds
/// per reader, or as many as the environment variable SENTE_FUZZ_SECONDS sets. A failure shows the bytes; the seed of each packer is fixed,
/// so runs of the same length try the same bytes.
/// </summary>
public class ReaderFuzzTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("SENTE_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 5);

    // A reader that takes this long for a message of some hundred bytes hangs.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    // The observed maximum is some hundred KB; a reader that trusts a length in the message allocates gigabytes.
    private const long MaxAllocated = 16 * 1024 * 1024;

    private static readonly byte[][] TextPieces =
    [
        .. new[]
        {
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud83d", "~", "^", "`", "\"^ \"", "\"~#set\"", "\"~#cmap\"", "\"~#list\"", "\"~#ratio\"",
            "\"~#'\"", "\"~#u\"", "\"~#m\"", "\"~#t/x\"", "\"^0\"", "\"^1\"", "\"^00\"", "\"~i1.5\"", "\"~i9223372036854775808\"", "\"~zNaN\"", "\"~_\"", "\"~xq\"",
            "\"~?t\"", "\"~n1\"", "\"~f1E+999999999\"", "\"~m99999999999999999999\"", "null", "true", "-", "1e999", "1E+99999999999", "0", ".", "#{", "#_", "(", ")", " ", "\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] BinaryPieces =
    [
        .. new[]
        {
            "c0", "c3", "d40061", "d40800", "d408ff", "d4089f", "d50491", "d404", "c7ff04", "c9ffffffff04", "dfffffffff", "ddffffffff", "dbffffffff", "c6ffffffff",
            "d503", "d5030100", "d70500000001", "c70cff", "d6ffffffffff", "cfffffffffffffffff", "d38000000000000000", "c1", "81", "92", "dc0010", "ca7fc00000", "a4f0288cbc",
        }.Select(Convert.FromHexString),
    ];

    public static TheoryData<string> Names => ["edn", "transit", "msgpack", "json", "gzip-transit", "gzip-msgpack"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Mutated_real_messages_are_a_value_or_a_data_error(string name)
    {
        var packer = Packers.Find(name)!;
        var random = new Random(name.Sum(c => c));
        var real = RealMessages(packer).ToArray();
        Assert.True(real.Length > 50);
        byte[] bytes = [];
        var reading = Task.Run(() =>
        {
            var clock = Stopwatch.StartNew();
            do
            {
                bytes = Mutate(real[random.Next(real.Length)], real, packer.IsBinary ? BinaryPieces : TextPieces, random);
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                ReadInEveryWay(packer, bytes);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MaxAllocated);
            }
            while (clock.Elapsed < Time);
        });
        try
        {
            await reading.WaitAsync(Time + Hang);
        }
        catch (Exception e)
        {
            Assert.Fail($"{packer.Name} {Convert.ToHexString(bytes)}: {e}");
        }
    }

    [Theory]
    [InlineData("transit", "[[", "[", "[\"~#t/x\",", "[\"~#'\",", "[\"^ \",\"a\",", "[\"~#set\",[", "[\"~#cmap\",[1,", "{\"a\":", "{\"~#list\":[")]
    [InlineData("json", "[[", "[", "{\"a\":", "[{\"a\":")]
    [InlineData("msgpack", "\u0092\u0092", "\u0091", "\u0081\u0001", "\u0092\u00c0", "\u00dd\u0000\u0000\u0000\u0001")]
    public void Deep_nesting_of_every_kind_is_refused(string name, string opening, params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            var bytes = Encoding.Latin1.GetBytes(opening + string.Concat(Enumerable.Repeat(piece, 100_000)));
            var limits = new WireLimits { MaxDepth = WireLimits.LargestMaxDepth, MaxMessageBytes = int.MaxValue };
            var error = Assert.Throws<MalformedMessageException>(() => Packers.Find(name)!.ReadClientMessage(bytes, limits));
            Assert.Equal(MalformedKind.TooDeep, error.Kind);
        }
    }

    private static void ReadInEveryWay(Packer packer, byte[] bytes)
    {
        var message = Handled(() => packer.ReadClientMessage(bytes, WireLimits.Default));
        Handled(() => message.Data.ToValue() is null);
        Handled(() => message.Data.As<Dictionary<string, EventData>>()?.Count);
        Handled(() => message.Data.As<List<Wide>>()?.Count);
        if (message.Callback is { } callback)
        {
            packer.WritePong(new System.Buffers.ArrayBufferWriter<byte>(), callback);
        }

        var data = Handled(() => packer.Open(bytes, WireLimits.Default));
        _ = data.ToString();
        var value = Handled(() => new Box(data.ToValue()));
        var passedOn = Handled(() => EncodedValue.From(data));
        // Passing data on is stricter than reading it, and has the same result as writing the value.
        if (passedOn is not null)
        {
            Assert.True(passedOn.Snapshot.Span.SequenceEqual(EncodedValue.From(value!.Value).Snapshot.Span));
        }
    }

    private static T? Handled<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is SenteDataException or MalformedMessageException)
        {
            Assert.NotEmpty(e.Message);
            return default;
        }
    }

    private static byte[] Mutate(byte[] bytes, byte[][] others, byte[][] pieces, Random random)
    {
        List<byte> result = [.. bytes];
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            var at = random.Next(result.Count + 1);
            var some = Math.Min(random.Next(16), result.Count - at);
            switch (random.Next(7))
            {
                case 0 when at < result.Count:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1:
                    result.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    result.RemoveRange(at, some);
                    break;
                case 3:
                    result.InsertRange(at, result.GetRange(at, some));
                    break;
                case 4:
                    var other = others[random.Next(others.Length)];
                    var from = random.Next(other.Length);
                    result.InsertRange(at, other.AsSpan(from, random.Next(other.Length - from)).ToArray());
                    break;
                default:
                    result.InsertRange(at, pieces[random.Next(pieces.Length)]);
                    break;
            }
        }

        return [.. result];
    }

    // Packed by the real Sente if it has the format; else the same values, packed by this packer.
    private static IEnumerable<byte[]> RealMessages(Packer packer)
    {
        foreach (var value in RecordedFiles.Load("packers.json").GetProperty("values").EnumerateArray())
        {
            if (value.Text("jvm", packer.Name, "cb") is { Length: < 400 } packed)
            {
                yield return packer.IsBinary ? Convert.FromHexString(packed) : Encoding.UTF8.GetBytes(packed);
            }

            if (value.Text("cljs", "edn", "cb") is { Length: < 400 } edn
                && Handled(() => packer.Pack(Edn.Read($"[[:test/event {edn}] \"e67d6c\"]"))) is { } again)
            {
                yield return again;
            }
        }
    }

    private sealed record Box(object? Value);
}
