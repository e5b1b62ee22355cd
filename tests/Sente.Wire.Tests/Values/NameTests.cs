namespace Sente.Wire.Tests;

public class NameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("my-app/note")]
    [InlineData("a.b.c/d")]
    [InlineData("a:b")]
    [InlineData("123")]
    [InlineData("é/😀")]
    [InlineData("/")]
    [InlineData("a//")]
    [InlineData("a?!*+-_'<>=&%$|#")]
    public void Names_that_read_back_are_keywords(string name)
    {
        var keyword = Keyword.Parse(name);
        Assert.Equal(keyword, Edn.Read(Edn.Write(keyword)));
        Assert.True(Keyword.TryParse(name, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":a")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a\"b")]
    [InlineData("a;b")]
    [InlineData("a^b")]
    [InlineData("a(b")]
    [InlineData("a]b")]
    [InlineData("a{b")]
    [InlineData("a\\b")]
    [InlineData("a@b")]
    [InlineData("a~b")]
    [InlineData("a`b")]
    [InlineData("a\u0000b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u00a0b")]
    [InlineData("a:")]
    [InlineData("a::b")]
    [InlineData("a:/b")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a/1")]
    [InlineData("a/b/c")]
    public void Names_that_do_not_read_back_are_neither_keywords_nor_symbols(string name)
    {
        Assert.Throws<SenteDataException>(() => Keyword.Parse(name));
        Assert.False(Keyword.TryParse(name, out _));
        Assert.Throws<SenteDataException>(() => Symbol.Parse(name));
        Assert.False(Symbol.TryParse(name, out _));
    }

    [Fact]
    public void Half_a_character_is_in_no_name() => Assert.False(Keyword.TryParse("a\ud83d", out _));

    [Theory]
    [InlineData("nil")]
    [InlineData("true")]
    [InlineData("1a")]
    [InlineData("-1")]
    [InlineData("#a")]
    public void Symbols_that_read_as_something_else_are_refused(string name) => Assert.False(Symbol.TryParse(name, out _));

    [Fact]
    public void Tags_begin_with_a_letter() => Assert.Throws<SenteDataException>(() => new TaggedValue(Symbol.Parse("_"), 1));

    [Fact]
    public void A_keyword_has_a_namespace_and_a_name()
    {
        Assert.Equal(("my-app", "note", true), Parts("my-app/note"));
        Assert.Equal((null, "note", false), Parts("note"));
        Assert.Equal((null, "/", false), Parts("/"));
        Assert.Equal(("a", "/", true), Parts("a//"));
        Assert.Equal(":a/b", Keyword.Parse("a/b").ToString());
    }

    [Fact]
    public void Equal_names_are_equal_keywords_and_symbols()
    {
        Assert.Equal(Keyword.Parse("a/b"), Keyword.Parse("a/b"));
        Assert.Equal(Keyword.Parse("a/b").GetHashCode(), Keyword.Parse("a/b").GetHashCode());
        Assert.NotEqual(Keyword.Parse("a/b"), Keyword.Parse("a/c"));
        Assert.Equal(Symbol.Parse("a/b"), Symbol.Parse("a/b"));
        Assert.False(Keyword.Parse("a").Equals((object)Symbol.Parse("a")));
    }

    private static (string? Namespace, string Name, bool IsNamespaced) Parts(string text) =>
        Keyword.Parse(text) is var keyword ? (keyword.Namespace, keyword.Name, keyword.IsNamespaced) : default;
}
