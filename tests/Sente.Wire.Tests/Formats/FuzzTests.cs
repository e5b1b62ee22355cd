using System.Text;
using CsCheck;

namespace Sente.Wire.Tests;

/// <summary>Any input gives a value or the documented error, in bounded time.</summary>
public class FuzzTests
{
    private static readonly byte[][] Real = [.. RealMessages()];

    private static readonly string[] Pieces =
    [
        "[", "]", "(", ")", "{", "}", "#{", "#:a{", "#_", "^", "\"", "\\", ":", "/", "#", "##", "#inst ", "#uuid ", "#t ", ";", "\n", " ", ",",
        "nil", "true", "1", "-", "+", "0", "9", ".", "e", "E", "N", "M", "r", "x", "08", "1/2", "1E+999999999M", "36r", "a", "\\u", "d83d", "\\o", "é", "😀",
        "2024-01-02T03:04:05", "[[:a/b ", "] \"cb\"]", "{:ack ", ":a", "NaN",
    ];

    [Fact]
    public void Any_bytes_are_a_value_or_a_data_error() =>
        Gen.Byte.Array[0, 64].Sample(bytes => IsHandled(bytes), iter: Iterations.Of(5_000));

    [Fact]
    public void Any_heap_of_ednish_pieces_is_a_value_or_a_data_error() =>
        Gen.OneOf(Pieces).Array[0, 24].Select(pieces => string.Concat(pieces))
            .Sample(text => IsHandled(Encoding.UTF8.GetBytes(text)), iter: Iterations.Of(5_000));

    [Fact]
    public void Mutated_real_messages_are_a_value_or_a_data_error() =>
        Gen.Select(Gen.OneOf(Real), Mutation.Array[1, 5], Mutate).Sample(bytes => IsHandled(bytes), print: Encoding.UTF8.GetString, iter: Iterations.Of(5_000));

    [Fact]
    public void Numbers_of_any_length_are_refused_or_read_quickly()
    {
        string[] numbers =
        [
            new('9', 1_000_000), new string('9', 4000), "1" + new string('0', 4000), "1." + new string('0', 4000) + "M", "36r" + new string('z', 4000),
            "0x" + new string('f', 4000), "1E+999999999M", "1E-999999999M", "1e999999999", "1E+99999999999M", "1/" + new string('7', 4000),
            "0." + new string('0', 4000) + "1", new string('0', 4000),
        ];
        foreach (var number in numbers)
        {
            // As a value, as keys (compared and hashed), passed on, and as every type of number.
            var message = $"[[:a/b {{:n {number} :s #{{{number} 1}} :m {{{number} 2}}}}] nil]";
            Assert.True(IsHandled(Encoding.UTF8.GetBytes(message)));
            foreach (var type in (Type[])[typeof(int), typeof(double), typeof(decimal), typeof(BigDecimal), typeof(System.Numerics.BigInteger), typeof(ulong)])
            {
                Handled(() => Edn.Data(number).As(type));
            }
        }
    }

    [Fact]
    public void Errors_quote_only_a_little_of_what_came()
    {
        var x = new string('x', 100_000);
        foreach (var text in (string[])
            [
                $":{x}@", $"{x}~", $"#{{\"{x}\" \"{x}\"}}", $"{{:{x} 1 :{x} 2}}", $"{{:{x} 08}}", $"{{\"{x}\" \\bad}}", $"#inst \"{x}\"", $"#uuid \"{x}\"",
                $"\\{x}", $"#{x}/{x}/{x} 1", $"1{x}", $"\"\\{x}\"", $"##{x}", $"{{[[{x}]] {{[[{x}]] 08}}}}",
            ])
        {
            Assert.True(Assert.Throws<SenteDataException>(() => Edn.Read(text)).Message.Length < 500);
        }
    }

    [Fact]
    public void Deep_nesting_of_every_kind_is_refused()
    {
        foreach (var piece in (string[])["[", "(", "{", "#{", "#:a{", "#_", "^", "#t ", "#t[", "[#_", "{[", "{:a ", "#{#t", "^{:a ", "#_^"])
        {
            var text = string.Concat(Enumerable.Repeat(piece, 200_000));
            Assert.Throws<MalformedMessageException>(() => Packers.Edn.ReadClientMessage(
                Encoding.UTF8.GetBytes(text), new WireLimits { MaxDepth = WireLimits.LargestMaxDepth, MaxMessageBytes = int.MaxValue }));
            Assert.True(IsHandled(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void The_deepest_message_that_is_taken_can_be_read_and_passed_on_or_is_refused_in_words()
    {
        const int Deepest = WireLimits.LargestMaxDepth - 2;
        foreach (var (open, close) in ((string, string)[])[("[", "]"), ("{:a ", "}"), ("#{", "}"), ("{[", "] 1}"), ("#t ", "")])
        {
            var depth = open == "{[" ? Deepest / 2 : Deepest;
            var data = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            OnASmallStack(() =>
            {
                var message = Packers.Edn.ReadClientMessage(Encoding.UTF8.GetBytes($"[[:a/b {data}] nil]"), new WireLimits { MaxDepth = WireLimits.LargestMaxDepth });
                var value = message.Data.ToValue();
                Assert.True(PlainValue.Equals(value, message.Data.ToValue()));
                Assert.Equal(PlainValue.GetHashCode(value), PlainValue.GetHashCode(message.Data.ToValue()));
                Assert.True(BrowserKeys.Same(value, message.Data.ToValue()));
                Assert.True(Assert.Throws<SenteDataException>(() => EncodedValue.From(message.Data)).IsTooDeep);
                Assert.True(Assert.Throws<SenteDataException>(() => EncodedValue.From(value)).IsTooDeep);
            });
        }
    }

    // Threads of other systems have a smaller stack than Linux's main thread.
    private static void OnASmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            768 * 1024);
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("On a small stack: " + failure.Message, failure);
        }
    }

    private static Gen<(int Kind, double At, byte With)> Mutation { get; } = Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Byte);

    private static byte[] Mutate(byte[] bytes, (int Kind, double At, byte With)[] mutations)
    {
        List<byte> result = [.. bytes];
        foreach (var (kind, where, with) in mutations)
        {
            if (result.Count == 0)
            {
                break;
            }

            var at = (int)(where * (result.Count - 1));
            var some = Math.Min(with % 16, result.Count - at);
            switch (kind)
            {
                case 0:
                    result[at] = with;
                    break;
                case 1:
                    result.Insert(at, with);
                    break;
                case 2:
                    result.RemoveRange(at, some);
                    break;
                case 3:
                    result.InsertRange(at, result.GetRange(at, some));
                    break;
                default:
                    result.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[with % Pieces.Length]));
                    break;
            }
        }

        return [.. result];
    }

    // Reads the bytes as a message, as a plain value and token by token; only the documented errors may be thrown.
    private static bool IsHandled(byte[] bytes)
    {
        var data = new EventData(bytes, Packers.Edn);
        var value = Handled(() => data.ToValue());
        var passedOn = Handled(() => EncodedValue.From(data));
        _ = Handled(() => Packers.Edn.ReadClientMessage(bytes, WireLimits.Default).Data.ToValue());
        _ = Handled(() => data.As<Dictionary<string, EventData>>());
        _ = data.ToString();
        // Passing data on is stricter than reading it, and has the same result as writing the value.
        return passedOn is null || ((EncodedValue)passedOn).Snapshot.Span.SequenceEqual(EncodedValue.From(value).Snapshot.Span);
    }

    private static object? Handled(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is SenteDataException or MalformedMessageException)
        {
            Assert.NotEmpty(e.Message);
            return null;
        }
    }

    private static IEnumerable<byte[]> RealMessages()
    {
        foreach (var value in RecordedFiles.Load("packers.json").GetProperty("values").EnumerateArray())
        {
            if (value.Text("jvm", "edn", "cb") is { Length: < 200 } edn)
            {
                yield return Encoding.UTF8.GetBytes($"[[:a/b {edn}] \"cb\"]");
            }
        }

        foreach (var entry in RecordedFiles.Load("ws-session-basic-edn.json").GetProperty("log").EnumerateArray())
        {
            if (entry.Text("text") is { } text && entry.Text("type") == "text")
            {
                yield return Encoding.UTF8.GetBytes(text);
            }
        }
    }
}
