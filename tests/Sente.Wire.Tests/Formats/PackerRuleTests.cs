using System.Buffers;
using System.IO.Compression;
using System.Text;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>How each packer writes values, and what it refuses: the rules of docs/packers.md.</summary>
public class PackerRuleTests
{
    private enum Color
    {
        DarkRed,
    }

    [Theory]
    [InlineData("edn", true)]
    [InlineData("json", false)]
    [InlineData("transit", true)]
    public void A_packer_is_found_by_its_name(string name, bool hasKeywords)
    {
        Assert.Equal(name, Packers.Find(name)!.Name);
        Assert.Equal(hasKeywords, Packers.Find(name)!.HasKeywords);
        Assert.Equal(hasKeywords, Packers.Find("gzip-" + name)!.HasKeywords);
        Assert.True(Packers.Find("gzip-" + name)!.IsBinary);
    }

    [Theory]
    [InlineData("json", "[[\"a/b\",{\"color\":\"dark-red\",\"at\":\"2024-01-02T03:04:05.006Z\",\"raw\":\"AQI=\",\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"set\":[1],\"half\":0.5,\"one\":1.0}]]")]
    [InlineData("transit", "[[\"~:a/b\",[\"^ \",\"~:color\",\"~:dark-red\",\"~:at\",\"~m1704164645006\",\"~:raw\",\"~bAQI=\",\"~:id\",\"~uf81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"~:set\",[\"~#set\",[1]],\"~:half\",0.5,\"~:one\",1.0]]]")]
    [InlineData("transit-verbose", "[[\"~:a/b\",{\"~:color\":\"~:dark-red\",\"~:at\":\"~t2024-01-02T03:04:05.006Z\",\"~:raw\":\"~bAQI=\",\"~:id\":\"~uf81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"~:set\":{\"~#set\":[1]},\"~:half\":0.5,\"~:one\":1.0}]]")]
    public void An_event_of_an_apps_types_goes_out(string name, string expected)
    {
        var evt = new Event("a/b", new
        {
            Color = Color.DarkRed,
            At = DateTimeOffset.FromUnixTimeMilliseconds(1704164645006),
            Raw = new byte[] { 1, 2 },
            Id = Guid.Parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            Set = new HashSet<int> { 1 },
            Half = 0.5,
            One = 1.0,
        });
        var to = new ArrayBufferWriter<byte>();
        Packers.Find(name)!.WriteBatch(to, [evt.Encoded]);
        Assert.Equal($"[{expected},null]", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    // Regression: at its end, each map was scanned again with all that it contains.
    [Fact]
    public void Json_looks_at_the_keys_of_nested_maps_once()
    {
        var value = Enumerable.Range(0, 60).Aggregate((object?)null, (inner, _) => new ValueMap((Keyword.Parse("k"), inner), (new string('"', 4000), "b")));
        var size = Packers.Json.Pack(value).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Packers.Json.Pack(value);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, size, 8L * size);
    }

    [Fact]
    public void A_plain_number_of_transits_may_follow_a_special_one() =>
        Assert.Equal(Read("[##Inf 1.5]"), Data(Packers.Transit, "[\"~zINF\",1.5]").ToValue());

    [Theory]
    [InlineData("{:a {[1] :b, \"x\" {1 2}}}", "[\"^ \",\"~:a\",[\"~#cmap\",[[1],\"~:b\",\"x\",[\"^ \",\"~i1\",2]]]]", "{\"~:a\":{\"~#cmap\":[[1],\"~:b\",\"x\",{\"~i1\":2}]}}")]
    [InlineData("{:a {:b :c}, 1 2, #{3} 4, [5] 6}", "[\"~#cmap\",[\"~:a\",[\"^ \",\"~:b\",\"~:c\"],\"~i1\",2,[\"~#set\",[3]],4,[5],6]]", "{\"~#cmap\":[\"~:a\",{\"~:b\":\"~:c\"},\"~i1\",2,{\"~#set\":[3]},4,[5],6]}")]
    [InlineData("{\"a:\\\"b\" 1, 1/3 2}", "[\"~#cmap\",[\"a:\\\"b\",1,[\"~#ratio\",[\"~n1\",\"~n3\"]],2]]", "{\"~#cmap\":[\"a:\\\"b\",1,{\"~#ratio\":[\"~n1\",\"~n3\"]},2]}")]
    public void A_map_with_composite_keys_becomes_one_of_transits(string edn, string plain, string verbose)
    {
        Assert.Equal(plain, Text(Packers.Transit.Pack(Read(edn))));
        Assert.Equal(verbose, Text(Packers.TransitVerbose.Pack(Read(edn))));
        Assert.Equal(Read(edn), Data(Packers.Transit, plain).ToValue());
        Assert.Equal(Read(edn), Data(Packers.Transit, verbose).ToValue());
    }

    [Theory]
    [InlineData("json", "{:a [9007199254740992]}", "$.a[0]")]
    [InlineData("json", "{:a 1/3}", "$.a")]
    [InlineData("json", "{:a ##NaN}", "$.a")]
    [InlineData("json", "{:a sym}", "$.a")]
    [InlineData("json", "{:a {1 2}}", "$.a")]
    [InlineData("json", "{:a {:b 1 \"b\" 2}}", "$.a")]
    [InlineData("json", "{:a {:b {:c [1 {\"d\" 2, :e 3}]} \"x\" 4 \"b\" 2}}", "$.a")]
    [InlineData("json", "[{\"\\\"é\\\\\" 1, :é {:k 1}, :f 2, \"é\" 3}]", "$[0]")]
    [InlineData("msgpack", "{:a 9223372036854775808}", "$.a")]
    [InlineData("msgpack", "[{:a #t 1}]", "$[0].a")]
    public void What_is_not_representable_is_named(string name, string edn, string path)
    {
        var packer = Packers.Find(name)!;
        Assert.Equal(path, Assert.Throws<SenteDataException>(() => packer.Pack(Read(edn))).Path);
        Assert.False(EncodedValue.From(Read(edn)).TryGetBytes(packer, out _, out var error));
        Assert.Contains($"(at {path})", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_json_clients_messages_are_read()
    {
        var message = Packers.Json.ReadClientMessage("[[\"my-app/note\",{\"is-read\":true}],\"cb\",{\"ack\":7}]"u8.ToArray(), WireLimits.Default);
        Assert.Equal(("my-app/note", 7L, false), (message.EventId, message.Ack, message.IsBadEvent));
        Assert.True(message.Data.As<Seen>().IsRead);
        Assert.Equal("\"cb\"", Text(message.Callback!.Value.Bytes.ToArray()));
        Assert.True(Packers.Json.ReadClientMessage("[[\"a/b\"],\"ajax\"]"u8.ToArray(), WireLimits.Default).Callback!.Value.IsAjax);
        Assert.True(Packers.Json.ReadClientMessage("[[\"no-namespace\"],null]"u8.ToArray(), WireLimits.Default).IsBadEvent);
    }

    [Theory]
    [InlineData("transit", "[[\"~:test/echo\",[\"^ \",\"~:type\",\"~:ajax\",\"~:more\",[\"^0\",\"^1\"]]],\"^2\"]", "{:type :ajax, :more [:test/echo :type]}")]
    public void Slices_of_a_message_refer_back_and_cross_nodes_with_what_they_refer_to(string name, string packed, string edn)
    {
        var packer = Packers.Find(name)!;
        var message = packer.ReadClientMessage(Encoding.UTF8.GetBytes(packed), WireLimits.Default);
        Assert.True(message.Callback!.Value.IsAjax);
        var there = new EventData(message.Data.Message.ToArray(), packer, message.Data.Start);
        Assert.Equal(Read(edn), there.ToValue());
    }

    [Fact]
    public void A_key_that_was_never_given_is_a_clear_error()
    {
        Assert.Contains("key cache", Assert.Throws<SenteDataException>(() => Data(Packers.Transit, "[\"^0\"]").ToValue()).Message, StringComparison.Ordinal);
        Assert.Contains("key cache", Assert.Throws<SenteDataException>(() => new EventData(new byte[] { 0x81, 0xd4, 8, 0, 1 }, Packers.MessagePack).ToValue()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transits_cache_starts_anew_when_it_is_full()
    {
        var keys = Enumerable.Range(0, 1936).Select(i => $"\"~:key{i}\"").Append("\"~:again\"").Append("\"^0\"");
        var items = (ValueVector)Data(Packers.Transit, $"[{string.Join(',', keys)}]").ToValue()!;
        Assert.Equal(Key("again"), items[^1]);
        Assert.Equal(Key("key1935"), ((ValueVector)Data(Packers.Transit, $"[{string.Join(',', keys.Take(1936))},\"^[[\"]").ToValue()!)[^1]);
    }

    [Fact]
    public void Tags_of_an_apps_own_go_in_and_out_by_its_handlers()
    {
        var packer = new TransitPacker(false, new TransitHandler(
            "point",
            rep => rep is ValueVector { Count: 2 } xy ? new ValueMap((Key("x"), xy[0]), (Key("y"), xy[1])) : throw new FormatException("two numbers"),
            value => value is ValueMap map ? new ValueVector(map.Get("x"), map.Get("y")) : value));
        Assert.Equal(new Point(1, 2), Data(packer, "[\"~#point\",[1,2]]").As<Point>());
        Assert.Equal(new[] { new Point(1, 2) }, Data(packer, "[[\"~#point\",[1,2]]]").As<Point[]>());
        Assert.Equal(Read("{:x 1 :y 2}"), Data(packer, "[\"~#point\",[1,2]]").ToValue());
        Assert.Contains("two numbers", Assert.Throws<SenteDataException>(() => Data(packer, "[\"~#point\",[]]").ToValue()).Message, StringComparison.Ordinal);
        Assert.Equal("[\"~#point\",[1,2]]", Text(packer.Pack(new TaggedValue(Sym("point"), Read("{:x 1 :y 2}")))));
        Assert.Throws<ArgumentException>(() => new TransitPacker(false, new TransitHandler("set")));
    }

    [Fact]
    public void A_small_frame_cannot_become_a_large_one_in_memory()
    {
        const int Size = 64 * 1024 * 1024;
        var packer = new GzipPacker(Packers.Edn);
        var bomb = packer.Pack(new string('a', Size));
        Assert.InRange(bomb.Length, 1, WireLimits.Default.MaxMessageBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedMessageException>(() => packer.Open(bomb, WireLimits.Default));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Size / 4);
    }

    [Fact]
    public void Gzip_begins_at_1024_bytes_and_inflates_no_more_than_is_taken()
    {
        var packer = new GzipPacker(Packers.Edn);
        Assert.Equal([0, .. "\"aa\""u8], packer.Pack("aa"));
        var text = new string('a', 100_000);
        var packed = packer.Pack(text);
        Assert.Equal(1, packed[0]);
        Assert.True(packed.Length < 1000);
        Assert.Equal(text, packer.Open(packed, WireLimits.Default).ToValue());
        var limits = new WireLimits { MaxMessageBytes = 50_000 };
        Assert.Equal(MalformedKind.TooBig, Assert.Throws<MalformedMessageException>(() => packer.Open(packed, limits)).Kind);
        Assert.Throws<MalformedMessageException>(() => packer.Open(Array.Empty<byte>(), limits));
        Assert.Throws<MalformedMessageException>(() => packer.Open(new byte[] { 2, 1 }, limits));
        Assert.Throws<MalformedMessageException>(() => packer.Open(packed.AsMemory(0, packed.Length / 2), WireLimits.Default));
        Assert.Throws<ArgumentException>(() => new GzipPacker(packer));
    }

    [Fact]
    public void Gzip_reads_what_another_compressed_better()
    {
        var stream = new MemoryStream();
        stream.WriteByte(1);
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write("[[:a/b 1] nil]"u8);
        }

        Assert.Equal("a/b", new GzipPacker(Packers.Edn).ReadClientMessage(stream.ToArray(), WireLimits.Default).EventId);
    }

    [Theory]
    [InlineData("edn")]
    [InlineData("transit")]
    [InlineData("transit-verbose")]
    [InlineData("msgpack")]
    [InlineData("json")]
    public void Packing_a_small_event_allocates_nothing_but_its_result(string name)
    {
        var packer = Packers.Find(name)!;
        var note = new Note("hello", 42, true);
        for (var i = 0; i < 100; i++)
        {
            packer.Pack(note);
        }

        const int Repeats = 1000;
        byte[] packed = [];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Repeats; i++)
        {
            packed = packer.Pack(note);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Repeats, 1, 24 + packed.Length + 8);
    }

    private static EventData Data(Packer packer, string text) => new(Encoding.UTF8.GetBytes(text), packer);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private sealed record Seen(bool IsRead);

    private sealed record Point(int X, int Y);

    private sealed record Note(string Text, int Number, bool Flag);
}
