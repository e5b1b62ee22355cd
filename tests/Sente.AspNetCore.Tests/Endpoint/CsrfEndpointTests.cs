using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sente.AspNetCore.Tests;

/// <summary>The CSRF token on its way from the page to the endpoint, in apps with a login.</summary>
public sealed class CsrfEndpointTests
{
    [Fact]
    public async Task By_default_no_endpoint_takes_a_request_without_a_token()
    {
        await using var node = await StartAsync();
        using var browser = new Browser(node.Address);
        using var ajax = new AjaxClient(node.Address, "?client-id=c");

        Assert.Equal((403, "Bad CSRF token"), await browser.BeRefusedAsync("?client-id=c"));
        Assert.Equal((HttpStatusCode.Forbidden, "Bad CSRF token"), Summary(await ajax.GetAsync("&handshake%3F=1")));
        Assert.Equal((HttpStatusCode.Forbidden, "Bad CSRF token"), Summary(await ajax.PostAsync("[[:test/echo 1] :ajax]")));
        Assert.Equal(3, node.Counted("sente.connections.refused"));

        static (HttpStatusCode, string) Summary(AjaxAnswer answer) => (answer.Status, answer.Text);
    }

    [Fact]
    public async Task A_pages_token_survives_ten_logins_and_logouts_on_WebSocket_and_Ajax()
    {
        await using var node = await StartAsync();
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");

        for (var i = 0; i < 10; i++)
        {
            await AssertServedAsync(browser, token, $"c{i}", "user-" + i, login: $"/login?name=user-{i}");
            await AssertServedAsync(browser, token, $"n{i}", null, login: "/logout");
        }
    }

    [Fact]
    public async Task Ten_logins_in_a_row_each_with_a_new_page_leave_the_older_pages_working()
    {
        await using var node = await StartAsync();
        using var browser = new Browser(node.Address);
        var tokens = new List<string>();

        for (var i = 0; i < 10; i++)
        {
            await browser.LoadAsync($"/login?name=user-{i}");
            tokens.Add(await browser.LoadAsync("/page"));
            using var client = await browser.OpenAsync($"?client-id=c&csrf-token={tokens[0]}");
            Assert.Equal($"[[:chsk/handshake [\"user-{i}\" nil nil]] nil]", await client.ReceiveAsync());
        }

        foreach (var token in tokens)
        {
            await AssertServedAsync(browser, token, "c", "user-9");
        }
    }

    [Fact]
    public async Task Apps_that_share_a_key_ring_accept_each_others_tokens_and_others_do_not()
    {
        var keys = Directory.CreateTempSubdirectory();
        try
        {
            await using var a = await StartAsync(app => ShareKeys(app, keys));
            await using var b = await StartAsync(app => ShareKeys(app, keys));
            await using var stranger = await StartAsync();
            using var browser = new Browser(a.Address);
            var token = await browser.LoadAsync("/page");

            // Cookies don't depend on the port.
            using var client = await RawClient.ConnectAsync(b.UriOf($"?client-id=c&csrf-token={token}"), options => options.SetRequestHeader("Cookie", browser.Cookies));
            Assert.StartsWith("[[:chsk/handshake ", await client.ReceiveAsync(), StringComparison.Ordinal);
            using var browserOfStranger = new Browser(stranger.Address);
            Assert.Equal((403, "Bad CSRF token"), await browserOfStranger.BeRefusedAsync($"?client-id=c&csrf-token={token}", ("Cookie", browser.Cookies)));
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task It_works_over_TLS_and_HTTP_2()
    {
        await using var node = await StartAsync(protocols: HttpProtocols.Http1AndHttp2, tls: true);
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");

        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var client = await browser.OpenAsync($"?client-id=c&csrf-token={token}", options =>
            {
                options.HttpVersion = version;
                options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            });
            Assert.StartsWith("[[:chsk/handshake ", await client.ReceiveAsync(), StringComparison.Ordinal);
            using var poll = new HttpRequestMessage(HttpMethod.Get, $"/chsk?client-id=d&handshake%3F=1&csrf-token={token}")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var answer = await browser.SendAsync(poll);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task ASPNET_antiforgery_can_check_instead_and_checks_GET_too()
    {
        await using var node = await StartAsync(
            app => app.Services.AddAntiforgery(),
            sente => sente.Csrf = CsrfCheck.Antiforgery,
            map: app => app.MapGet("/antiforgery", (IAntiforgery antiforgery, HttpContext context) => antiforgery.GetAndStoreTokens(context).RequestToken));
        using var browser = new Browser(node.Address);
        var token = Uri.EscapeDataString(await browser.LoadAsync("/antiforgery"));

        await AssertServedAsync(browser, token, "c", null);
        Assert.Equal((403, "Bad CSRF token"), await browser.BeRefusedAsync("?client-id=c"));
        Assert.Equal((403, "Bad CSRF token"), await browser.BeRefusedAsync("?client-id=c&csrf-token=nope"));
        using var withoutCookie = new Browser(node.Address);
        Assert.Equal((403, "Bad CSRF token"), await withoutCookie.BeRefusedAsync($"?client-id=c&csrf-token={token}"));
    }

    [Fact]
    public async Task A_browser_without_login_is_one_user_over_WebSocket_and_Ajax()
    {
        await using var node = await StartAsync(sente: sente => sente.UserId = UserIds.PerBrowserSession());
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");

        using var first = await browser.OpenAsync($"?client-id=tab-1&csrf-token={token}");
        var handshake = await first.ReceiveAsync();
        using var second = await browser.OpenAsync($"?client-id=tab-2&csrf-token={token}");

        Assert.Equal(handshake, await second.ReceiveAsync());
        Assert.Equal(handshake, await browser.LoadAsync($"/chsk?client-id=tab-3&handshake%3F=1&csrf-token={token}"));
    }

    /// <summary>An app with a login, a page with a token, and the default CSRF check.</summary>
    internal static Task<TestNode> StartAsync(
        Action<WebApplicationBuilder>? app = null,
        Action<SenteOptions>? sente = null,
        Action<WebApplication>? map = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        bool tls = false,
        Action<IEndpointConventionBuilder>? conventions = null) => TestNode.StartAsync(
        options =>
        {
            options.Csrf = CsrfCheck.PageToken;
            options.UserId = UserIds.FromClaim();
            sente?.Invoke(options);
        },
        RecordedServer.AddHandlers,
        builder =>
        {
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            builder.Services.AddAuthorization();
            app?.Invoke(builder);
        },
        protocols: protocols,
        certificate: tls ? TestCertificate.Server : null,
        middleware: built =>
        {
            built.UseAuthentication();
            built.UseAuthorization();
            built.MapGet("/page", (HttpContext context, ISenteCsrf csrf) => csrf.GetToken(context));
            built.MapGet("/login", (string name, HttpContext context) => context.SignInAsync(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], CookieAuthenticationDefaults.AuthenticationScheme))));
            built.MapGet("/logout", (HttpContext context) => context.SignOutAsync());
            map?.Invoke(built);
        },
        conventions: conventions);

    private static void ShareKeys(WebApplicationBuilder app, DirectoryInfo keys)
    {
        app.Services.RemoveAll<IDataProtectionProvider>();
        app.Services.AddDataProtection().PersistKeysToFileSystem(keys).SetApplicationName("shared");
    }

    private static async Task AssertServedAsync(Browser browser, string token, string clientId, string? uid, string? login = null)
    {
        if (login is not null)
        {
            await browser.LoadAsync(login);
        }

        var handshake = uid is null ? "[[:chsk/handshake [:sente/nil-uid nil nil]] nil]" : $"[[:chsk/handshake [\"{uid}\" nil nil]] nil]";
        using var client = await browser.OpenAsync($"?client-id={clientId}&csrf-token={token}");
        Assert.Equal(handshake, await client.ReceiveAsync());
        Assert.Equal(handshake, await browser.LoadAsync($"/chsk?client-id={clientId}-ajax&handshake%3F=1&csrf-token={token}"));
        using var post = new HttpRequestMessage(HttpMethod.Post, "/chsk")
        {
            Content = new FormUrlEncodedContent([new("client-id", clientId + "-ajax"), new("ppstr", "[[:test/echo 1] :ajax]")]),
        };
        post.Headers.Add("X-CSRF-Token", Uri.UnescapeDataString(token));
        using var answer = await browser.SendAsync(post);
        Assert.Equal("[1 nil]", await answer.Content.ReadAsStringAsync());
    }
}
