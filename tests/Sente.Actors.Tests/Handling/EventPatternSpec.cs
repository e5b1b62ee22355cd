namespace Sente.Actors.Tests;

public sealed class EventPatternSpec
{
    [Theory]
    [InlineData("chat/message")]
    [InlineData("chat/*")]
    [InlineData("*")]
    public void An_id_a_namespace_or_a_star_is_a_pattern(string text) => Assert.Equal(text, EventPattern.Parse(text).Text);

    [Theory]
    [InlineData(":chat/message")]
    [InlineData("chat")]
    [InlineData("/message")]
    [InlineData("chat/")]
    [InlineData("*/message")]
    [InlineData("**")]
    public void Any_other_text_is_an_error_with_advice(string text) =>
        Assert.Contains("chat/*", Assert.Throws<ArgumentException>(() => EventPattern.Parse(text)).Message, StringComparison.Ordinal);
}
