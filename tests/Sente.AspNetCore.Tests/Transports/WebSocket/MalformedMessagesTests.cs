namespace Sente.AspNetCore.Tests;

public sealed class MalformedMessagesTests
{
    [Fact]
    public void The_eleventh_within_a_minute_is_not_forgiven()
    {
        var malformed = new MalformedMessages(10);
        for (var second = 0; second < 10; second++)
        {
            Assert.True(malformed.TryCount(TimeSpan.FromSeconds(second)));
        }

        Assert.False(malformed.TryCount(TimeSpan.FromSeconds(59)));
    }

    [Fact]
    public void Ten_a_minute_are_forgiven_for_ever()
    {
        var malformed = new MalformedMessages(10);
        for (var second = 0; second < 600; second += 6)
        {
            Assert.True(malformed.TryCount(TimeSpan.FromSeconds(second)));
        }
    }

    [Fact]
    public void With_none_allowed_the_first_is_not_forgiven() => Assert.False(new MalformedMessages(0).TryCount(TimeSpan.Zero));
}
