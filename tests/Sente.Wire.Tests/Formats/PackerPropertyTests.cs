using CsCheck;

namespace Sente.Wire.Tests;

/// <summary>Every packer writes every value so that it reads back equal, or names what is not representable.</summary>
public class PackerPropertyTests
{
    private static readonly Packer[] All = [.. Packers.BuiltIn];

    public static TheoryData<string> Names => [.. All.Select(packer => packer.Name)];

    [Theory]
    [InlineData("transit")]
    [InlineData("transit-verbose")]
    [InlineData("gzip-transit")]
    public void Transit_represents_every_value(string name) => Sample(
        value => PlainValue.Equals(value, Open(Packers.Find(name)!, Packers.Find(name)!.Pack(value)).ToValue()));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_reads_back_as_browsers_would_read_it(string name) => Sample(value =>
    {
        var packer = Packers.Find(name)!;
        return TryPack(packer, value, out var packed)
            ? IsJson(packer) || BrowserKeys.Same(value, Open(packer, packed).ToValue())
            : true;
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void What_reads_is_written_again_the_same(string name) => Sample(value =>
    {
        var packer = Packers.Find(name)!;
        if (!TryPack(packer, value, out var packed))
        {
            return true;
        }

        var read = Open(packer, packed).ToValue();
        var again = packer.Pack(read);
        // JSON reads every number as an integer or a double.
        return IsJson(packer) ? PlainValue.Equals(read, Open(packer, again).ToValue()) : again.AsSpan().SequenceEqual(packed);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_snapshot_goes_out_as_the_value_does(string name) => Sample(value =>
    {
        var packer = Packers.Find(name)!.ValuePacker;
        var isSaid = TryPack(packer, value, out var packed);
        return EncodedValue.From(value).TryGetBytes(packer, out var bytes, out var error)
            ? isSaid && bytes.Span.SequenceEqual(packed)
            : !isSaid && error.Length > 0;
    });

    [Fact]
    public void A_value_passes_from_any_packer_to_any_other_token_by_token_as_it_does_decoded() =>
        Gen.Select(ValueGen.Any, Gen.OneOf(All), Gen.OneOf(All)).Sample(
            (value, from, to) =>
            {
                if (!TryPack(from, value, out var packed))
                {
                    return true;
                }

                var data = Open(from, packed);
                return TryPack(to, data, out var passedOn)
                    ? TryPack(to, data.ToValue(), out var decoded) && decoded.AsSpan().SequenceEqual(passedOn)
                    : !TryPack(to, data.ToValue(), out _);
            },
            iter: Iterations.Of(10_000));

    [Fact]
    public void A_batch_is_its_packed_events_put_together() => Gen.Select(ValueGen.Any.Array[0, 5], Gen.OneOf(All)).Sample(
        (values, packer) =>
        {
            var events = values.Select(value => new Event("a/b", value)).Where(e => e.Encoded.TryGetBytes(packer, out _, out _)).ToArray();
            var to = new System.Buffers.ArrayBufferWriter<byte>();
            packer.WriteBatch(to, [.. events.Select(e => e.Encoded)]);
            var batch = (ValueVector)((ValueVector)Open(packer, to.WrittenMemory).ToValue()!)[0]!;
            return batch.Count == events.Length
                && batch.Zip(events).All(pair => PlainValue.Equals(pair.First, Decoded(packer, pair.Second)));
        },
        iter: Iterations.Of(2_000));

    private static object? Decoded(Packer packer, Event evt) =>
        evt.Encoded.TryGetBytes(packer, out var bytes, out _) ? new EventData(bytes, packer).ToValue() : null;

    private static void Sample(Func<object?, bool> holds) => ValueGen.Any.Sample(holds, print: ValuePrinter.Print, iter: Iterations.Of(2_000));

    private static EventData Open(Packer packer, ReadOnlyMemory<byte> packed) => packer.Open(packed, new WireLimits { MaxMessageBytes = int.MaxValue });

    private static bool IsJson(Packer packer) => !packer.HasKeywords;

    private static bool TryPack<T>(Packer packer, T value, out byte[] packed)
    {
        try
        {
            packed = packer.Pack(value);
            return true;
        }
        catch (SenteDataException e)
        {
            Assert.NotEmpty(e.Message);
            packed = [];
            return false;
        }
    }
}
