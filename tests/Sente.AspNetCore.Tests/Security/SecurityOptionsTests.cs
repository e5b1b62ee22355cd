namespace Sente.AspNetCore.Tests;

public sealed class SecurityOptionsTests
{
    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://example.com:8443")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://[::1]:5000")]
    [InlineData("https://xn--bcher-kva.example")]
    [InlineData("capacitor://localhost")]
    public void What_browsers_send_can_be_allowed(string origin) => Assert.Null(AllowedOrigins.Error(origin));

    [Theory]
    [InlineData("https://example.com/", "https://example.com")]
    [InlineData("https://example.com/app", "https://example.com")]
    [InlineData("https://Example.com", "https://example.com")]
    [InlineData("HTTPS://example.com", "https://example.com")]
    [InlineData("https://example.com:443", "https://example.com")]
    [InlineData("http://me@example.com", "http://example.com")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    public void What_no_browser_sends_is_refused_with_what_to_write(string origin, string advice) =>
        Assert.Contains($"write \"{advice}\"", AllowedOrigins.Error(origin), StringComparison.Ordinal);

    [Theory]
    [InlineData("example.com")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("/")]
    public void What_is_no_origin_is_refused(string? origin) =>
        Assert.Contains("no origin", AllowedOrigins.Error(origin), StringComparison.Ordinal);

    [Fact]
    public void Wrong_options_are_found_before_the_first_request()
    {
        var options = new SenteOptions { AllowedOrigins = [] };
        options.Cookie.Name = " ";

        var failures = string.Join('\n', new SenteOptionsValidator().Validate(null, options).Failures!);

        Assert.Contains("AllowedOrigins is empty", failures, StringComparison.Ordinal);
        Assert.Contains("Cookie.Name is blank", failures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_check_that_waits_and_one_that_does_not_the_one_set_last_counts()
    {
        var options = new SenteEndpointOptions { Csrf = CsrfCheck.Skip, AuthorizeAsync = (_, _) => ValueTask.FromResult(true), Authorize = _ => false };
        Assert.NotNull(await new SecurityChecks(options).CheckAsync(CheckedRequest.Of(), "c", null));

        options.AuthorizeAsync = (_, _) => ValueTask.FromResult(true);
        Assert.Null(options.Authorize);
        Assert.Null(await new SecurityChecks(options).CheckAsync(CheckedRequest.Of(), "c", null));
    }

    [Fact]
    public void An_endpoint_takes_over_every_check_of_the_defaults()
    {
        var defaults = new SenteOptions
        {
            RejectAsync = (_, _) => default,
            Csrf = CsrfCheck.Antiforgery,
            AllowedOrigins = ["https://example.com"],
            AuthorizeAsync = (_, _) => new ValueTask<bool>(true),
            OnBadCsrf = _ => new SenteRefusal(400, "a"),
            OnBadOrigin = _ => new SenteRefusal(400, "b"),
            OnUnauthorized = _ => new SenteRefusal(400, "c"),
            CloseOnAuthenticationExpiration = true,
        };
        var endpoint = new SenteEndpointOptions();

        endpoint.CopyFrom(defaults);

        foreach (var option in typeof(SenteEndpointOptions).GetProperties().Where(option => option.CanWrite))
        {
            Assert.Equal(option.GetValue(defaults), option.GetValue(endpoint));
        }
    }
}
