using System.Text;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

public class EncodedValueTests
{
    [Fact]
    public void In_the_common_case_the_snapshot_is_what_goes_out()
    {
        var value = EncodedValue.From(new { a = 1 });
        Assert.True(value.TryGetBytes(Packers.Edn, out var bytes, out _));
        Assert.True(bytes.Equals(value.Snapshot));
        Assert.Equal(value.Snapshot.Length, value.Size);
    }

    [Fact]
    public void Bytes_of_another_packer_are_made_once()
    {
        var packer = new EdnPacker([Sym("t")]);
        var value = EncodedValue.From(new TaggedValue(Sym("t"), 1));
        Assert.True(value.TryGetBytes(packer, out var first, out _));
        Assert.True(value.TryGetBytes(packer, out var second, out _));
        Assert.True(first.Equals(second));
    }

    [Fact]
    public void Many_threads_get_the_same_bytes()
    {
        var packer = new EdnPacker([Sym("t")]);
        var value = EncodedValue.From(new TaggedValue(Sym("t"), 1));
        var results = new ReadOnlyMemory<byte>[64];
        Parallel.For(0, results.Length, i => Assert.True(value.TryGetBytes(packer, out results[i], out _)));
        Assert.All(results, bytes => Assert.True(bytes.Equals(results[0])));
    }

    [Fact]
    public void A_snapshot_crosses_nodes_as_it_is()
    {
        var there = EncodedValue.FromSnapshot(EncodedValue.From(new { b = new byte[] { 1 }, big = long.MaxValue, old = DateTimeOffset.MinValue }).Snapshot.ToArray());
        Assert.False(there.TryGetBytes(Packers.Edn, out _, out var error));
        Assert.Contains("$.b", error, StringComparison.Ordinal);
        Assert.Equal(
            new ValueMap((Key("b"), new byte[] { 1 }), (Key("big"), long.MaxValue), (Key("old"), DateTimeOffset.MinValue)),
            there.Data.ToValue());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(long.MaxValue, true)]
    public void A_snapshot_that_is_not_representable_in_edn_begins_with_a_space(long number, bool special)
    {
        Assert.Equal(special, EncodedValue.From(number).Snapshot.Span[0] == ' ');
        Assert.Equal(special, EncodedValue.From(new object[] { EncodedValue.From(number) }).Snapshot.Span[0] == ' ');
        Assert.Equal(special, EncodedValue.From(new[] { EventData.From(number) }).Snapshot.Span[0] == ' ');
        Assert.Equal(special, new Event("a/b", number).Encoded.Snapshot.Span[0] == ' ');
    }

    [Fact]
    public void A_packer_is_found_by_its_name()
    {
        Assert.Same(Packers.Edn, Packers.Find("edn"));
        Assert.Null(Packers.Find("telex"));
    }

    [Fact]
    public void The_private_tag_is_private()
    {
        Assert.Equal(new TaggedValue(Sym("sente/bytes"), "AQ=="), Read("#sente/bytes \"AQ==\""));
        Assert.Throws<SenteDataException>(() => EncodedValue.From(Data("#sente/bytes \"AQ==\"")));
        Assert.Throws<SenteDataException>(() => EncodedValue.From(new TaggedValue(Sym("sente/bytes"), "AQ==")));
        Assert.Equal(" [#sente/bytes \"AQ==\"]", Encoding.UTF8.GetString(EncodedValue.From(new[] { new byte[] { 1 } }).Snapshot.Span));
    }

    [Fact]
    public void Encoding_a_small_event_allocates_nothing_but_its_result()
    {
        var data = new Note("hello", 42, true);
        for (var i = 0; i < 100; i++)
        {
            _ = EncodedValue.From(data);
        }

        const int Repeats = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        EncodedValue? value = null;
        for (var i = 0; i < Repeats; i++)
        {
            value = EncodedValue.From(data);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Repeats;
        // The object (40 bytes) and its array, rounded up to words.
        Assert.InRange(each, 1, 40 + 24 + value!.Size + 8);
    }

    [Fact]
    public void Reading_a_message_allocates_its_callback_id_alone()
    {
        var message = "[[:test/allocate {:text \"hello\", :n 42}] \"e67d6c\"]"u8.ToArray();
        for (var i = 0; i < 100; i++)
        {
            Packers.Edn.ReadClientMessage(message, WireLimits.Default);
        }

        const int Repeats = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Repeats; i++)
        {
            Packers.Edn.ReadClientMessage(message, WireLimits.Default);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Repeats, 0, 32);
    }

    public record Note(string Text, int Number, bool Flag);
}
