using System.Text;

namespace Sente.Wire.Tests;

/// <summary>Errors quote what a client sent: cut, on one line, without control sequences for a terminal.</summary>
public sealed class ErrorTextTests
{
    private const string Evil = "\u001b[31m\nfail: FAKE\u202e";

    public static TheoryData<string> Messages => new()
    {
        $"{{\"{Evil}\" 1 \"{Evil}\" 2}}",
        $"#{{\"{Evil}\" \"{Evil}\"}}",
        $"{{:name \"{Evil}\"}}",
        $"{{:number \"{Evil}\"}}",
        $"{{:number {{\"{Evil}\" 1}}}}",
        $"#inst \"{Evil}\"",
        $"#uuid \"{Evil}\"",
        $"[\\{Evil}]",
        $"\"\\{Evil}\"",
        $"12{Evil}",
        $":a{Evil}",
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void An_error_of_reading_is_one_line(string edn)
    {
        var data = new EventData(Encoding.UTF8.GetBytes(edn), Packers.Edn);
        var reads = new Action[] { () => data.ToValue(), () => data.As<Numbered>(), () => data.As<Dictionary<int, int>>(), () => data.As<DateTimeOffset>() };
        var errors = reads.Select(Record.Exception).Where(error => error is not null).ToArray();
        Assert.NotEmpty(errors);
        Assert.All(errors, error =>
        {
            Assert.IsType<SenteDataException>(error);
            Assert.DoesNotContain(error.Message, character => char.IsControl(character) || character == '\u202e');
            Assert.InRange(error.Message.Length, 1, 600);
        });
    }

    [Fact]
    public void An_apps_own_error_of_reading_is_one_line_too() => Assert.Equal("a\\u000Ab", new SenteDataException("a\nb").Message);

    [Fact]
    public void So_is_the_error_of_a_malformed_message() => Assert.Equal("a\\u001Bb", new MalformedMessageException(MalformedKind.Malformed, "a\u001bb").Message);

    [Fact]
    public void Text_that_is_safe_stays_the_same_object()
    {
        const string text = "hé 你 \U0001F600 ~";
        Assert.Same(text, SafeText.Escape(text));
    }

    internal sealed record Numbered(int Number);
}
