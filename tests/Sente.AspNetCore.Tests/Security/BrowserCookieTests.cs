using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore.Tests;

/// <summary>Cookies that an attacker has set: from a sibling domain, over plain HTTP, or forged.</summary>
public sealed class BrowserCookieTests
{
    [Theory]
    [InlineData("https", CookieSecurePolicy.SameAsRequest, null, null, "__Host-sente")]
    [InlineData("http", CookieSecurePolicy.SameAsRequest, null, null, "sente")]
    [InlineData("http", CookieSecurePolicy.Always, null, null, "__Host-sente")]
    [InlineData("https", CookieSecurePolicy.None, null, null, "sente")]
    [InlineData("https", CookieSecurePolicy.SameAsRequest, "example.com", null, "sente")]
    [InlineData("https", CookieSecurePolicy.SameAsRequest, null, "/app", "sente")]
    public async Task Its_name_keeps_it_to_this_host_wherever_browsers_let_it(string scheme, CookieSecurePolicy secure, string? domain, string? path, string name)
    {
        await using var app = CheckedRequest.Services();
        var cookie = app.GetRequiredService<IOptions<SenteOptions>>().Value.Cookie;
        cookie.SecurePolicy = secure;
        cookie.Domain = domain;
        cookie.Path = path ?? cookie.Path;
        var page = CheckedRequest.Of(app);
        page.Request.Scheme = scheme;

        app.GetRequiredService<ISenteCsrf>().GetToken(page);

        var set = page.Response.Headers.SetCookie.ToString();
        Assert.StartsWith(name + "=", set, StringComparison.Ordinal);
        Assert.Equal(name.StartsWith("__Host-", StringComparison.Ordinal), set.Contains("path=/;", StringComparison.Ordinal) && set.Contains("secure", StringComparison.Ordinal) && !set.Contains("domain", StringComparison.Ordinal));
        Assert.NotNull(Read(app, scheme, set.Split(';')[0]));
    }

    [Theory]
    [InlineData("{0}; {1}")]
    [InlineData("{1}; {0}")]
    [InlineData("{0}; {0}")]
    [InlineData("a=b; {0};{1}; c=d")]
    public async Task Of_two_cookies_of_its_name_neither_counts(string header)
    {
        await using var app = CheckedRequest.Services();
        var (token, own) = CheckedRequest.LoadPage(app);
        var (planted, cookie) = CheckedRequest.LoadPage(app);

        var both = string.Format(header, own, cookie);

        Assert.Null(Read(app, "http", both));
        Assert.False(await CsrfCheck.PageToken.IsValidAsync(CheckedRequest.Of(app, "", ("Cookie", both)), token));
        Assert.False(await CsrfCheck.PageToken.IsValidAsync(CheckedRequest.Of(app, "", ("Cookie", both)), planted));
    }

    [Theory]
    [InlineData("a=b; {0}; c=d")]
    [InlineData("{0};c=d")]
    [InlineData("senter=x; {0}; SENTE=x; sente")]
    public async Task Other_cookies_beside_it_do_no_harm(string header)
    {
        await using var app = CheckedRequest.Services();
        var (_, own) = CheckedRequest.LoadPage(app);

        Assert.NotNull(Read(app, "http", string.Format(header, own)));
    }

    [Fact]
    public async Task Bits_that_this_app_did_not_seal_are_nobodys()
    {
        await using var app = CheckedRequest.Services();
        var bits = RandomNumberGenerator.GetBytes(32);
        var (token, _) = CheckedRequest.LoadPage(app);

        Assert.Null(Read(app, "http", "sente=" + Base64Url.EncodeToString(bits)));
        Assert.Null(Read(app, "http", "sente=" + Base64Url.EncodeToString(new EphemeralDataProtectionProvider().CreateProtector("Sente.Browser.v1").Protect(bits))));
        Assert.Null(Read(app, "http", "sente=" + token));
    }

    [Fact]
    public async Task Over_TLS_a_cookie_planted_by_a_sibling_domain_neither_passes_as_the_victim_nor_becomes_its_user()
    {
        await using var node = await CsrfEndpointTests.StartAsync(sente: sente => sente.UserId = UserIds.PerBrowserSession(), tls: true);
        using var attacker = new Browser(node.Address);
        using var victim = new Browser(node.Address);
        var attackersToken = await attacker.LoadAsync("/page");
        var token = await victim.LoadAsync("/page");

        // A sibling domain can set this cookie for this host, but not one with the prefix.
        var planted = attacker.Cookies.Replace("__Host-", "", StringComparison.Ordinal);
        Assert.NotEqual(planted, attacker.Cookies);
        var alone = await HandshakeAsync(victim.Cookies, token);
        Assert.Equal(alone, await HandshakeAsync($"{planted}; {victim.Cookies}", token));
        Assert.NotEqual(alone, await HandshakeAsync(attacker.Cookies, attackersToken));
        using var stranger = new Browser(node.Address);
        Assert.Equal((403, "Bad CSRF token"), await stranger.BeRefusedAsync($"?client-id=c&csrf-token={attackersToken}", ("Cookie", $"{planted}; {victim.Cookies}")));
        Assert.Equal((403, "Bad CSRF token"), await stranger.BeRefusedAsync($"?client-id=c&csrf-token={attackersToken}", ("Cookie", planted)));

        async Task<string> HandshakeAsync(string cookies, string withToken)
        {
            using var client = await RawClient.ConnectAsync(node.UriOf($"?client-id=c&csrf-token={withToken}"), options => options.SetRequestHeader("Cookie", cookies));
            return await client.ReceiveAsync();
        }
    }

    private static byte[]? Read(IServiceProvider app, string scheme, string cookies)
    {
        var request = CheckedRequest.Of(app, "", ("Cookie", cookies));
        request.Request.Scheme = scheme;
        return app.GetRequiredService<BrowserCookie>().Read(request);
    }
}
