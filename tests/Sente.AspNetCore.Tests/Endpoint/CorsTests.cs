using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

/// <summary>Clients on pages of another site, with ASP.NET Core's CORS.</summary>
public sealed class CorsTests
{
    private const string Site = "https://site.example";

    [Fact]
    public async Task A_page_of_another_site_may_ask_first_then_load_its_token_poll_and_post_with_cookies()
    {
        await using var node = await StartAsync();
        using var browser = new Browser(node.Address);

        using var preflight = await browser.SendAsync(Request(HttpMethod.Options, "/chsk", ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-csrf-token")));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        AssertAllowed(preflight);
        Assert.Equal("x-csrf-token", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single());

        using var page = await browser.SendAsync(Request(HttpMethod.Get, "/page"));
        var token = await page.Content.ReadAsStringAsync();
        Assert.Contains("samesite=none", page.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);

        using var poll = await browser.SendAsync(Request(HttpMethod.Get, "/chsk?client-id=c&handshake%3F=1", ("X-CSRF-Token", token)));
        Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
        AssertAllowed(poll);
    }

    [Fact]
    public async Task Refusals_can_be_read_by_the_other_sites_page_too()
    {
        await using var node = await StartAsync();
        using var browser = new Browser(node.Address);

        using var refused = await browser.SendAsync(Request(HttpMethod.Get, "/chsk?client-id=c"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        AssertAllowed(refused);
    }

    private static Task<TestNode> StartAsync() => TestNode.StartAsync(
        sente =>
        {
            sente.Csrf = CsrfCheck.PageToken;
            sente.AllowedOrigins = [Site];
        },
        app: app => app.Services.AddCors(cors => cors.AddPolicy("site", policy => policy.WithOrigins(Site).AllowCredentials().WithMethods("GET", "POST").WithHeaders("x-csrf-token"))),
        certificate: TestCertificate.Server,
        middleware: app =>
        {
            app.UseCors();
            app.MapGet("/page", (Microsoft.AspNetCore.Http.HttpContext context, ISenteCsrf csrf) => csrf.GetToken(context)).RequireCors("site");
        },
        conventions: chsk => chsk.RequireCors("site"));

    private static HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", Site);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static void AssertAllowed(HttpResponseMessage answer)
    {
        Assert.Equal(Site, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", answer.Headers.GetValues("Access-Control-Allow-Credentials").Single());
    }
}
