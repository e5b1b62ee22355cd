using Sente.Tests;

namespace Sente.AspNetCore.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one() => ApprovedApi.Verify(typeof(SenteOptions).Assembly);
}
