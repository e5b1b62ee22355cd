using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

/// <summary>Unauthorized clients get a status, not a login page; a WebSocket can be closed when its ticket expires.</summary>
public sealed class AuthorizationTests
{
    [Fact]
    public async Task RequireAuthorization_refuses_with_401_or_403_and_never_redirects()
    {
        await using var node = await CsrfEndpointTests.StartAsync(
            app => app.Services.AddAuthorizationBuilder().AddPolicy("ann", policy => policy.RequireAssertion(context => context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value == "ann")),
            map: app => app.MapGet("/private", () => "private").RequireAuthorization(),
            conventions: chsk => chsk.RequireAuthorization("ann"));
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");

        Assert.Equal((401, "Unauthorized request"), await browser.BeRefusedAsync($"?client-id=c&csrf-token={token}"));
        Assert.Equal((401, "Unauthorized request"), await PollAsync());
        await browser.LoadAsync("/login?name=bob");
        Assert.Equal((403, "Forbidden"), await browser.BeRefusedAsync($"?client-id=c&csrf-token={token}"));
        Assert.Equal((403, "Forbidden"), await PollAsync());
        await browser.LoadAsync("/login?name=ann");
        using var client = await browser.OpenAsync($"?client-id=c&csrf-token={token}");
        Assert.Equal("[[:chsk/handshake [\"ann\" nil nil]] nil]", await client.ReceiveAsync());

        async Task<(int, string)> PollAsync()
        {
            using var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/chsk?client-id=c&handshake%3F=1&csrf-token={token}"));
            Assert.Null(answer.Headers.Location);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Other_endpoints_still_send_people_to_the_login_page()
    {
        await using var node = await CsrfEndpointTests.StartAsync(map: app => app.MapGet("/private", () => "private").RequireAuthorization());
        using var browser = new Browser(node.Address);

        using var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/private"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task The_apps_own_handler_of_authorization_results_stays_in_charge_of_other_endpoints()
    {
        await using var node = await CsrfEndpointTests.StartAsync(
            app => app.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, TeapotHandler>(),
            map: app => app.MapGet("/private", () => "private").RequireAuthorization(),
            conventions: chsk => chsk.RequireAuthorization());
        using var browser = new Browser(node.Address);

        using var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/private"));

        Assert.Equal(StatusCodes.Status418ImATeapot, (int)answer.StatusCode);
        Assert.Equal((401, "Unauthorized request"), await browser.BeRefusedAsync("?client-id=c"));
    }

    [Fact]
    public async Task A_WebSocket_is_closed_when_its_ticket_expires_and_its_client_refused_from_then_on()
    {
        var time = new ManualTime();
        await using var node = await CsrfEndpointTests.StartAsync(
            app => app.Services.AddSingleton<TimeProvider>(time),
            sente =>
            {
                sente.CloseOnAuthenticationExpiration = true;
                sente.Authorize = request => new(request.User.Identity is { IsAuthenticated: true });
                sente.WebSocketKeepAlive = null;
            });
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");
        await browser.LoadAsync("/login?name=ann");
        using var client = await browser.OpenAsync($"?client-id=c&csrf-token={token}");
        Assert.Equal("[[:chsk/handshake [\"ann\" nil nil]] nil]", await client.ReceiveAsync());

        time.Advance(TimeSpan.FromDays(13));
        Assert.Equal("[1 \"cb\"]", await client.RequestAsync("[[:test/echo 1] \"cb\"]"));
        time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Equal((1000, "authentication expired"), await client.ExpectCloseAsync());

        Assert.Equal((401, "Unauthorized request"), await browser.BeRefusedAsync($"?client-id=c&csrf-token={token}"));
    }

    [Fact]
    public async Task Without_that_option_a_WebSocket_outlives_its_ticket()
    {
        var time = new ManualTime();
        await using var node = await CsrfEndpointTests.StartAsync(app => app.Services.AddSingleton<TimeProvider>(time), sente => sente.WebSocketKeepAlive = null);
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");
        await browser.LoadAsync("/login?name=ann");
        using var client = await browser.OpenAsync($"?client-id=c&csrf-token={token}");
        await client.ReceiveAsync();

        time.Advance(TimeSpan.FromDays(365));

        Assert.Equal("[1 \"cb\"]", await client.RequestAsync("[[:test/echo 1] \"cb\"]"));
    }

    private sealed class TeapotHandler : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, Microsoft.AspNetCore.Authorization.Policy.PolicyAuthorizationResult authorizeResult)
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        }
    }
}
