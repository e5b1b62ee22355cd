using System.Text;
using CsCheck;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

public class EdnPropertyTests
{
    [Fact]
    public void What_is_written_reads_back_equal() => ValueGen.Representable.Sample(
        value => PlainValue.Equals(value, Read(Write(value))), print: ValuePrinter.Print, iter: Iterations.Of(3000));

    [Fact]
    public void What_is_written_is_written_again_the_same() => ValueGen.Representable.Sample(
        value => Write(Read(Write(value))) == Write(value), print: ValuePrinter.Print, iter: Iterations.Of(3000));

    [Fact]
    public void A_snapshot_holds_every_value() => ValueGen.Any.Sample(
        value => PlainValue.Equals(value, EncodedValue.From(value).Data.ToValue()), print: ValuePrinter.Print, iter: Iterations.Of(3000));

    [Fact]
    public void A_value_prints_as_edn_that_reads_back_equal() => ValueGen.Any.Sample(
        value => PlainValue.Equals(value, new EventData(Encoding.UTF8.GetBytes(ValuePrinter.Print(value)), Packers.Snapshot).ToValue()),
        print: ValuePrinter.Print,
        iter: Iterations.Of(3000));

    [Fact]
    public void A_snapshot_copied_token_by_token_is_the_same_snapshot() => ValueGen.Any.Sample(
        value =>
        {
            var encoded = EncodedValue.From(value);
            return encoded.Snapshot.Span.SequenceEqual(EncodedValue.From(encoded.Data).Snapshot.Span);
        },
        print: ValuePrinter.Print,
        iter: Iterations.Of(3000));

    [Fact]
    public void Edn_represents_a_value_or_names_what_is_not_representable() => ValueGen.Any.Sample(
        value => EncodedValue.From(value).TryGetBytes(Packers.Edn, out var bytes, out var error)
            ? PlainValue.Equals(value, new EventData(bytes, Packers.Edn).ToValue())
            : error.Length > 0,
        print: ValuePrinter.Print,
        iter: Iterations.Of(3000));

    [Fact]
    public void Equal_values_have_equal_hashes_and_browsers_agree() => ValueGen.Any.Sample(
        value =>
        {
            var copy = EncodedValue.From(value).Data.ToValue();
            return PlainValue.GetHashCode(value) == PlainValue.GetHashCode(copy)
                && BrowserKeys.Same(value, copy) && BrowserKeys.Hash(value) == BrowserKeys.Hash(copy);
        },
        print: ValuePrinter.Print,
        iter: Iterations.Of(3000));

    [Fact]
    public void Names_are_keywords_exactly_if_they_read_back() => ValueGen.String.Sample(
        name =>
        {
            var reads = TryRead(":" + name + " ", out var value) && value is Keyword keyword && keyword.Text == name
                && TryRead("[:" + name + "]", out var vector) && vector is ValueVector { Count: 1 };
            return Keyword.TryParse(name, out _) == reads || !IsUtf8(name);
        },
        iter: Iterations.Of(3000));

    private static bool TryRead(string edn, out object? value)
    {
        try
        {
            value = Read(edn);
            return true;
        }
        catch (SenteDataException)
        {
            value = null;
            return false;
        }
    }

    private static bool IsUtf8(string text) => !text.Contains('\ufffd', StringComparison.Ordinal)
        && System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;
}
