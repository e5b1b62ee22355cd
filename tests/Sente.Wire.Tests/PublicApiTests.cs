using Sente.Tests;

namespace Sente.Wire.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one() => ApprovedApi.Verify(typeof(Event).Assembly);
}
