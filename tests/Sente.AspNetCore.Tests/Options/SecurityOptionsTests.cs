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
    public void An_endpoint_takes_over_every_check_of_the_defaults()
    {
        var defaults = new SenteOptions
        {
            UserId = _ => default,
            HandshakeData = _ => default,
            Reject = _ => default,
            Capture = _ => default,
            Csrf = CsrfCheck.Antiforgery,
            AllowedOrigins = ["https://example.com"],
            Authorize = _ => new(true),
            OnBadCsrf = _ => new(new SenteRefusal(400, "a")),
            OnBadOrigin = _ => new(new SenteRefusal(400, "b")),
            OnUnauthorized = _ => new(new SenteRefusal(400, "c")),
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
