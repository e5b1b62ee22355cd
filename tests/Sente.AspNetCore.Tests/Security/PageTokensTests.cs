using System.Buffers.Text;
using CsCheck;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

public sealed class PageTokensTests
{
    [Fact]
    public async Task A_pages_token_is_good_in_the_browser_that_loaded_the_page_and_in_no_other()
    {
        await using var app = CheckedRequest.Services();
        var (token, cookie) = CheckedRequest.LoadPage(app);
        var (otherToken, otherCookie) = CheckedRequest.LoadPage(app);

        Assert.True(await IsValidAsync(app, token, cookie));
        Assert.True(await IsValidAsync(app, otherToken, otherCookie));
        Assert.False(await IsValidAsync(app, token, otherCookie));
        Assert.False(await IsValidAsync(app, token, null));
        Assert.False(await IsValidAsync(app, null, cookie));
    }

    [Fact]
    public async Task All_pages_of_a_browser_have_good_tokens_and_each_another()
    {
        await using var app = CheckedRequest.Services();
        var (token, cookie) = CheckedRequest.LoadPage(app);
        var page = CheckedRequest.Of(app, "", ("Cookie", cookie));

        var second = app.GetRequiredService<ISenteCsrf>().GetToken(page);
        var third = app.GetRequiredService<ISenteCsrf>().GetToken(page);

        Assert.Equal(3, new[] { token, second, third }.Distinct().Count());
        Assert.True(await IsValidAsync(app, second, cookie));
        Assert.True(await IsValidAsync(app, third, cookie));
        Assert.Equal(0, page.Response.Headers.SetCookie.Count);
    }

    [Fact]
    public async Task Two_tokens_of_a_browsers_first_page_belong_to_one_cookie()
    {
        await using var app = CheckedRequest.Services();
        var page = CheckedRequest.Of(app);
        var first = app.GetRequiredService<ISenteCsrf>().GetToken(page);
        var second = app.GetRequiredService<ISenteCsrf>().GetToken(page);

        var cookie = Assert.Single(page.Response.Headers.SetCookie)!.Split(';')[0];
        Assert.True(await IsValidAsync(app, first, cookie));
        Assert.True(await IsValidAsync(app, second, cookie));
    }

    [Theory]
    [InlineData("", "private, no-cache")]
    [InlineData("public, max-age=3600", "private, no-cache")]
    [InlineData("no-store", "no-store")]
    public async Task A_page_with_a_token_is_one_browsers_alone(string asked, string answered)
    {
        await using var app = CheckedRequest.Services();
        var page = CheckedRequest.Of(app);
        page.Response.Headers.CacheControl = asked;
        app.GetRequiredService<ISenteCsrf>().GetToken(page);
        Assert.Equal(answered, page.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task Nodes_with_the_same_keys_accept_each_others_tokens_and_others_do_not()
    {
        var keys = new EphemeralDataProtectionProvider();
        await using var a = CheckedRequest.Services(keys);
        await using var b = CheckedRequest.Services(keys);
        await using var stranger = CheckedRequest.Services();
        var (token, cookie) = CheckedRequest.LoadPage(a);

        Assert.True(await IsValidAsync(b, token, cookie));
        Assert.False(await IsValidAsync(stranger, token, cookie));
    }

    [Fact]
    public async Task A_token_changed_in_any_character_is_bad()
    {
        await using var app = CheckedRequest.Services();
        var (token, cookie) = CheckedRequest.LoadPage(app);
        // The last character of Base64 may have unused bits.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = token.Remove(i, 1).Insert(i, token[i] == 'A' ? "B" : "A");
            Assert.False(await IsValidAsync(app, changed, cookie), $"The token was accepted with character {i} changed.");
        }
    }

    [Fact]
    public async Task Made_up_tokens_and_cookies_are_bad_and_never_an_error()
    {
        await using var app = CheckedRequest.Services();
        var (token, cookie) = CheckedRequest.LoadPage(app);
        var text = Gen.OneOf(Gen.String[0, 600], Gen.Byte.Array[0, 400].Select(bytes => Base64Url.EncodeToString(bytes)), Gen.Const(cookie["sente=".Length..]));

        await text.SampleAsync(async made => Assert.False(await IsValidAsync(app, made, cookie)));
        await text.SampleAsync(async made => Assert.False(made != cookie["sente=".Length..] && await IsValidAsync(app, token, "sente=" + made)));
    }

    [Theory]
    [InlineData("http", null, "samesite=lax", false)]
    [InlineData("https", null, "samesite=lax", true)]
    [InlineData("https", "https://app.example", "samesite=lax", true)]
    [InlineData("http", "http://app.example:3000", "samesite=lax", false)]
    [InlineData("https", "https://other.example", "samesite=none", true)]
    [InlineData("http", "https://other.example", "samesite=none", true)]
    public async Task The_cookie_is_hidden_from_scripts_and_as_strict_as_the_allowed_origins_let_it_be(string scheme, string? allowed, string sameSite, bool secure)
    {
        var options = new AllowedOrigins(allowed is null ? [] : [allowed]);
        await using var app = CheckedRequest.Services(null, new Endpoint(null, new EndpointMetadataCollection(options), "chsk"));
        var page = CheckedRequest.Of(app);
        page.Request.Scheme = scheme;

        app.GetRequiredService<ISenteCsrf>().GetToken(page);

        var attributes = page.Response.Headers.SetCookie.ToString().Split("; ");
        Assert.Equal(
            new[] { "path=/", sameSite, "httponly" }.Concat(secure ? ["secure"] : []).Order(),
            attributes.Skip(1).Order());
    }

    [Fact]
    public async Task The_apps_own_cookie_settings_stand()
    {
        await using var app = CheckedRequest.Services(null, new Endpoint(null, new EndpointMetadataCollection(new AllowedOrigins(["https://other.example"])), "chsk"));
        var options = app.GetRequiredService<Microsoft.Extensions.Options.IOptions<SenteOptions>>().Value;
        options.Cookie.Name = "__Host-chsk";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        var page = CheckedRequest.Of(app);

        app.GetRequiredService<ISenteCsrf>().GetToken(page);

        var attributes = page.Response.Headers.SetCookie.ToString().Split("; ");
        Assert.StartsWith("__Host-chsk=", attributes[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], attributes.Skip(1).Order());
    }

    private static ValueTask<bool> IsValidAsync(IServiceProvider app, string? token, string? cookie) =>
        CsrfCheck.PageToken.IsValidAsync(CheckedRequest.Of(app, "", ("Cookie", cookie)), token);
}
