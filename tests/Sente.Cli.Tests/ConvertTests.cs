using Sente.Wire;

namespace Sente.Cli.Tests;

public class ConvertTests
{
    [Theory]
    [InlineData("edn", "transit", "[[:test/echo {:a 1}] \"cb\"]", "[[\"~:test/echo\",[\"^ \",\"~:a\",1]],\"cb\"]")]
    [InlineData("transit", "edn", "[[\"~:test/echo\",[\"^ \",\"~:test/echo\",\"^0\"]],null]", "[[:test/echo {:test/echo :test/echo}] nil]")]
    [InlineData("edn", "msgpack", "[{:a 1} nil]", "9281d4006101c0")]
    [InlineData("msgpack", "json", "9281d4006101c0", "[{\"a\":1},null]")]
    [InlineData("json", "edn", "[[\"a/b\",{\"c\":[true,1.5]}],\"cb\"]", "[[\"a/b\" {\"c\" [true 1.5]}] \"cb\"]")]
    [InlineData("edn", "gzip-edn", "[1 nil]", "005b31206e696c5d")]
    [InlineData("gzip-edn", "transit-verbose", "005b31206e696c5d", "[1,null]")]
    public void A_line_is_packed_anew(string from, string to, string line, string expected) =>
        Assert.Equal([expected], Convert(from, to, line).Lines);

    [Fact]
    public void A_line_that_fails_says_why_and_the_others_go_on()
    {
        var (lines, isGood) = Convert("edn", "json", "[1 nil]", "[1", "", "[{:a [1/3]} nil]", "[2 nil]");
        Assert.False(isGood);
        Assert.Equal(4, lines.Length);
        Assert.Equal("[1,null]", lines[0]);
        Assert.StartsWith("error: This is not EDN", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("error: Not representable in JSON", lines[2], StringComparison.Ordinal);
        Assert.Contains("$[0].a[0]", lines[2], StringComparison.Ordinal);
        Assert.Equal("[2,null]", lines[3]);
    }

    [Theory]
    [InlineData("msgpack", "no hex")]
    [InlineData("msgpack", "92c")]
    [InlineData("gzip-edn", "02")]
    public void What_is_no_hex_or_no_frame_is_an_error_of_its_line(string from, string line)
    {
        var (lines, isGood) = Convert(from, "edn", line);
        Assert.False(isGood);
        Assert.StartsWith("error: ", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_takes_the_names_of_packers_only()
    {
        Assert.Empty(ConvertCommand.Create().Parse(["--from", "edn", "--to", "msgpack"]).Errors);
        Assert.Contains("transit-verbose", Assert.Single(ConvertCommand.Create().Parse(["--from", "edn", "--to", "morse"]).Errors).Message, StringComparison.Ordinal);
        Assert.NotEmpty(ConvertCommand.Create().Parse(["--from", "edn"]).Errors);
    }

    private static (string[] Lines, bool IsGood) Convert(string from, string to, params string[] lines)
    {
        var output = new StringWriter();
        var isGood = new LineConverter(Packers.Find(from)!, Packers.Find(to)!).Run(new StringReader(string.Join('\n', lines)), output);
        return (output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries), isGood);
    }
}
