using System.Runtime.CompilerServices;
using System.Text;

namespace Sente.Wire.Tests;

/// <summary>What is written once and referred to often counts each time, when a message arrives and whenever its data is read.</summary>
public class AmplificationTests
{
    private const int Uses = 20_000;
    private const int NameLength = 5_000;

    // A few kilobytes: the exception with its text, and a reader that is new on this thread.
    private const long AtTheEdge = 64 * 1024;

    // What a message of 1 MiB may allocate before it exceeds the limit: text in UTF-16 and UTF-8, and the values that hold it.
    private const long WhenRead = 16 * 1024 * 1024;

    private static readonly string Name = new('n', NameLength);

    private static readonly Dictionary<string, (Packer Packer, byte[] Data)> Messages = new()
    {
        ["edn, keywords"] = (Packers.Edn, Edn($"#:{Name}{{{Repeat(i => $":a{i} 1 ")}}}")),
        ["edn, symbols"] = (Packers.Edn, Edn($"#:{Name}{{{Repeat(i => $"a{i} 1 ")}}}")),
        ["edn, one key per map"] = (Packers.Edn, Edn($"#:{Name}{{:a [{Repeat(_ => "#:n{:a 1}")}] {Repeat(i => $":a{i} 1 ")}}}")),
        ["edn, a set in a list"] = (Packers.Edn, Edn($"(#{{#:{Name}{{{Repeat(i => $":a{i} 1 ")}}}}})")),
        ["edn, a tag"] = (Packers.Edn, Edn($"#my/tag #:{Name}{{{Repeat(i => $":a{i} 1 ")}}}")),
        ["transit, keywords"] = (Packers.Transit, Transit($"[[\"^ \",\"~:{Name}\",1]{Repeat(_ => ",[\"^ \",\"^1\",1]")}]")),
        ["transit, strings"] = (Packers.Transit, Transit($"[[\"^ \",\"{Name}\",1]{Repeat(_ => ",[\"^ \",\"^1\",1]")}]")),
        ["transit, symbols as values"] = (Packers.Transit, Transit($"[\"~${Name}\"{Repeat(_ => ",\"^1\"")}]")),
        ["transit, tags"] = (Packers.Transit, Transit($"[[\"~#{Name}\",1]{Repeat(_ => ",[\"^1\",1]")}]")),
        ["transit, objects"] = (Packers.TransitVerbose, Transit($"[{{\"~:{Name}\":1}}{Repeat(_ => ",{\"^1\":1}")}]")),
        ["msgpack, keywords"] = (Packers.MessagePack, MessagePack(isKeyword: true)),
        ["msgpack, strings"] = (Packers.MessagePack, MessagePack(isKeyword: false)),
    };

    public static TheoryData<string> Attacks { get; } = [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_short_message_that_stands_for_a_long_one_is_too_big_at_the_edge(string attack)
    {
        var (packer, message) = Messages[attack];
        Assert.InRange(message.Length, 1, WireLimits.Default.MaxMessageBytes);
        Assert.InRange(
            Allocated(() => Assert.Equal(MalformedKind.TooBig, Assert.Throws<MalformedMessageException>(() => packer.ReadClientMessage(message, WireLimits.Default)).Kind)),
            1,
            AtTheEdge);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void It_is_too_big_in_gzip_too(string attack)
    {
        var (packer, message) = Messages[attack];
        var gzip = new GzipPacker(packer);
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        using (var compressed = new MemoryStream())
        {
            using (var stream = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            {
                stream.Write(message);
            }

            System.Buffers.BuffersExtensions.Write<byte>(to, [1, .. compressed.ToArray()]);
        }

        Assert.Equal(
            MalformedKind.TooBig,
            Assert.Throws<MalformedMessageException>(() => gzip.ReadClientMessage(to.WrittenMemory, WireLimits.Default)).Kind);
        IsTooBig(() => gzip.Open(to.WrittenMemory, WireLimits.Default).ToValue());
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void It_is_too_big_whenever_it_is_read_passed_on_or_packed_for_another_client(string attack)
    {
        var (packer, message) = Messages[attack];
        var data = packer.Open(message, WireLimits.Default);
        IsTooBig(() => data.ToValue());
        IsTooBig(() => data.As<object[]>());
        IsTooBig(() => data.As<EventData>());
        IsTooBig(() => EncodedValue.From(data));
        IsTooBig(() => EncodedValue.From(new { relayed = data }));
        IsTooBig(() => new Event("my-app/relayed", data));
        IsTooBig(() => Event.FromWire("my-app/relayed", data).Encoded);
        // Not every format has symbols and tags.
        foreach (var other in attack.Contains("keywords", StringComparison.Ordinal) ? Packers.BuiltIn : [Packers.Transit, Packers.TransitVerbose, Packers.Snapshot])
        {
            IsTooBig(() => other.Pack(data));
        }

        Assert.Contains("MaxMessageBytes", data.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_larger_limit_takes_it(string attack)
    {
        var (packer, message) = Messages[attack];
        var limits = new WireLimits { MaxMessageBytes = 256 * 1024 * 1024 };
        var data = packer.ReadClientMessage(message, limits).Data;
        var reader = data.Packer.NewReader();
        data.Begin(reader);
        reader.Skip();
        Assert.Equal(data.Message.Length, reader.Position);
    }

    [Fact]
    public void The_limit_holds_for_the_message_with_everything_written_out()
    {
        // 20 + 1 for each of two keys.
        ExactlyAt("[[:a/b #:nnnnnnnnnnnnnnnnnnnn{:a 1 :b/c 2 :_/d 3 \"s\" 4 e 5}] nil]"u8.ToArray(), Packers.Edn, 2 * 21);
        // The key of 20 bytes, and the tilde and colon before it, for each of two references.
        ExactlyAt("[[\"~:a/b\",[[\"^ \",\"~:kkkkkkkkkkkkkkkkkkkk\",1],[\"^ \",\"^1\",2],\"^1\"]],null]"u8.ToArray(), Packers.Transit, 2 * 22);
        ExactlyAt([0x92, 0x92, 0xc7, 3, 0, .. "a/b"u8, 0x92, 0x81, 0xa4, .. "kkkk"u8, 1, 0x81, 0xd4, 8, 0, 2, 0xc0], Packers.MessagePack, 4);
    }

    [Fact]
    public void What_refers_to_nothing_is_never_too_big_when_it_is_read()
    {
        var long_ = new string('x', 2 * WireLimits.Default.MaxMessageBytes);
        foreach (var packer in Packers.BuiltIn.Where(packer => packer.ValuePacker == packer))
        {
            Assert.Equal(long_, new EventData(packer.Pack(long_), packer).ToValue());
        }
    }

    [Fact]
    public void The_edge_copies_no_namespace()
    {
        var (few, many) = (Keys(10), Keys(1000));
        Assert.Equal(
            Allocated(() => Packers.Edn.ReadClientMessage(few, WireLimits.Default)),
            Allocated(() => Packers.Edn.ReadClientMessage(many, WireLimits.Default)));

        static byte[] Keys(int count) =>
            Encoding.UTF8.GetBytes($"[[:a/b #:{new string('n', 500)}{{{string.Concat(Enumerable.Range(0, count).Select(i => $":a{i} 1 "))}}}] nil]");
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Neither_readers_nor_writers_keep_a_message_alive(string attack)
    {
        var packer = Messages[attack].Packer;
        var message = Read(packer, Messages[attack].Data);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(message.TryGetTarget(out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<byte[]> Read(Packer packer, byte[] original)
        {
            var copy = original.ToArray();
            var data = packer.ReadClientMessage(copy, new WireLimits { MaxMessageBytes = 256 * 1024 * 1024 }).Data;
            Assert.False(data.IsNil);
            Assert.Throws<SenteDataException>(() => packer.Open(copy, WireLimits.Default).ToValue());
            return new WeakReference<byte[]>(copy);
        }
    }

    [Theory]
    [MemberData(nameof(AllocationTests.Names), MemberType = typeof(AllocationTests))]
    public void A_writer_that_has_grown_is_not_kept(string name)
    {
        var packer = Packers.Find(name)!;
        var rented = packer.RentWriter();
        var writer = rented.Writer;
        writer.WriteString(new string('x', 1024 * 1024));
        var buffer = Buffer(writer);
        rented.Dispose();
        GC.Collect();
        Assert.False(buffer.TryGetTarget(out _));
        Assert.Same(writer, packer.RentWriter().Writer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<byte[]> Buffer(TokenWriter writer) =>
            new((byte[])typeof(TokenWriter).GetField("_buffer", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(writer)!);
    }

    private static void ExactlyAt(byte[] message, Packer packer, int references)
    {
        var size = message.Length + references;
        var data = packer.ReadClientMessage(message, new WireLimits { MaxMessageBytes = size }).Data;
        Assert.NotNull(data.ToValue());
        Assert.NotNull(EncodedValue.From(data));
        Assert.Equal(
            MalformedKind.TooBig,
            Assert.Throws<MalformedMessageException>(() => packer.ReadClientMessage(message, new WireLimits { MaxMessageBytes = size - 1 })).Kind);
        Assert.NotNull(new EventData(message, packer, 0, size).ToValue());
        Assert.True(Assert.Throws<SenteDataException>(() => new EventData(message, packer, 0, size - 1).ToValue()).IsTooBig);
    }

    private static void IsTooBig(Func<object?> read)
    {
        var allocated = Allocated(() =>
        {
            var error = Assert.Throws<SenteDataException>(() => GC.KeepAlive(read()));
            Assert.True(error.IsTooBig, error.Message);
        });
        Assert.InRange(allocated, 1, WhenRead);
    }

    // The second time: the first one compiles.
    private static long Allocated(Action act)
    {
        act();
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Repeat(Func<int, string> one) => string.Concat(Enumerable.Range(0, Uses).Select(one));

    private static byte[] Edn(string data) => Encoding.UTF8.GetBytes($"[[:any/ev {data}] \"x\"]");

    private static byte[] Transit(string data) => Encoding.UTF8.GetBytes($"[[\"~:any/ev\",{data}],\"x\"]");

    private static byte[] MessagePack(bool isKeyword)
    {
        List<byte> message = [0x92, 0x92, 0xc7, 6, 0, .. "any/ev"u8, 0xdc, (Uses + 1) >> 8, (Uses + 1) & 0xff, 0x81];
        if (isKeyword)
        {
            message.AddRange([0xc8, NameLength >> 8, NameLength & 0xff, 0]);
        }
        else
        {
            message.AddRange([0xda, NameLength >> 8, NameLength & 0xff]);
        }

        message.AddRange(Encoding.UTF8.GetBytes(Name));
        message.Add(1);
        for (var i = 0; i < Uses; i++)
        {
            message.AddRange([0x81, 0xd4, 8, 0, 1]);
        }

        message.AddRange([0xa1, (byte)'x']);
        return [.. message];
    }
}
