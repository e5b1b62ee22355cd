using Sente.Tests;

namespace Sente.Actors.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one() => ApprovedApi.Verify(typeof(PushToUser).Assembly);
}
