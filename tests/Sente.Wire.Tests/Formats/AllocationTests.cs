namespace Sente.Wire.Tests;

/// <summary>A small event allocates its results and nothing else.</summary>
public class AllocationTests
{
    private static readonly Note Sample = new("You have mail", 42, true);

    public static TheoryData<string> Names { get; } = new(Packers.BuiltIn.Where(packer => packer.ValuePacker == packer).Select(packer => packer.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Packing_allocates_the_packed_bytes(string name)
    {
        var packer = Packers.Find(name)!;
        var length = packer.Pack(Sample).Length;
        Assert.Equal(Allocated(() => new byte[length]), Allocated(() => packer.Pack(Sample)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_allocates_what_is_read(string name)
    {
        var packer = Packers.Find(name)!;
        var data = new EventData(packer.Pack(Sample), packer);
        Assert.Equal(Allocated(() => new Note(new string('a', Sample.Text.Length), 42, true)), Allocated(() => data.As<Note>()));
    }

    // The event, its encoded value and the bytes of its snapshot. The id is cached.
    [Fact]
    public void An_event_allocates_itself_and_its_snapshot()
    {
        var size = new Event("my-app/note", Sample).Encoded.Size;
        var bytes = Allocated(() => new byte[size]);
        Assert.InRange(Allocated(() => new Event("my-app/note", Sample)), bytes + 1, bytes + 104);
    }

    // Formatting a decimal's digits takes quadratic time, so checking its exponent must not do it.
    [Fact]
    public void A_long_decimal_is_read_without_writing_its_digits()
    {
        const int Digits = 4000;
        var text = System.Text.Encoding.UTF8.GetBytes("0." + new string('7', Digits) + "M");
        var data = new EventData(text, Packers.Edn);
        // The text in UTF-16, with and without its point, and the number.
        Assert.InRange(Allocated(() => data.As<BigDecimal>()), 1, 5 * Digits);
    }

    // The minimum of many runs: the first ones compile, and the runtime allocates too.
    private static long Allocated(Func<object?> act)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(act());
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private sealed record Note(string Text, int Number, bool IsRead);
}
