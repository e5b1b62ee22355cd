using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Host;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// A reader of the log must not be able to impersonate a client: at the lowest log levels, no line contains a client-id, a session, a token or a
/// cookie, wherever the client sent it and however the request was answered.
/// </summary>
public sealed class LogSecrecyTests
{
    private const string ClientId = "SECRET-client-id";
    private const string WrongToken = "SECRET-token";
    private const string Session = "SECRET-session";

    [Fact]
    public async Task No_log_line_of_an_app_has_a_token_or_a_client_id_in_it()
    {
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.Csrf = CsrfCheck.PageToken;
                sente.PollTimeout = TimeSpan.FromMilliseconds(100);
                sente.Authorize = request => new(!request.HttpContext.Request.Headers.ContainsKey("x-unauthorized"));
            },
            names =>
            {
                RecordedServer.AddHandlers(names);
                names.HideRequestLog();
            },
            builder => LogEverything(builder.Logging),
            middleware: app => app.MapGet("/page", (Microsoft.AspNetCore.Http.HttpContext context, ISenteCsrf csrf) => csrf.GetToken(context)));
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");

        await UseAsync(browser, token);
        await node.App.StopAsync().InTime();

        Assert.Contains(node.Log.Lines, line => line.Level == LogLevel.Debug && line.Category.StartsWith("Microsoft.AspNetCore.Routing", StringComparison.Ordinal));
        AssertSecret(node.Log, browser, token);
    }

    [Fact]
    public async Task No_log_line_of_the_host_has_a_token_or_a_client_id_in_it()
    {
        using var log = new TestLog();
        await using var app = HostApp.Create([
            "--urls", "http://127.0.0.1:0", "--environment", "Development",
            "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore", "Trace", "--Logging:LogLevel:Akka", "Trace"]);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await app.StartAsync().InTime();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var browser = Browser.WithPage(app.Services, address, out var token);

        await UseAsync(browser, token);
        await app.StopAsync().InTime();

        Assert.Contains(log.Lines, line => line.Level == LogLevel.Trace);
        AssertSecret(log, browser, token);
    }

    [Fact]
    public async Task The_apps_own_log_of_requests_stays_unless_it_is_hidden()
    {
        await using var node = await TestNode.StartAsync(app: builder => LogEverything(builder.Logging));
        using var http = new HttpClient { BaseAddress = node.Address };

        using var answer = await http.GetAsync(new Uri("/elsewhere", UriKind.Relative)).InTime();

        await Eventually.Holds(() => node.Log.Lines.Any(line => line.Category == "Microsoft.AspNetCore.Hosting.Diagnostics" && line.Text.Contains("/elsewhere", StringComparison.Ordinal)), "the request was logged");
    }

    /// <summary>Turns on all categories, as an app's settings could before it adds Sente.</summary>
    private static void LogEverything(ILoggingBuilder logging)
    {
        foreach (var category in new[] { null, "Microsoft", "Microsoft.AspNetCore", "System", "Akka", "Sente" })
        {
            logging.AddFilter(category, LogLevel.Trace);
        }
    }

    /// <summary>Sends every kind of request that is served, and every kind that is refused.</summary>
    private static async Task UseAsync(Browser browser, string token)
    {
        // Served: a user and an anonymous client, by WebSocket and Ajax, with the token in query, header and form.
        foreach (var who in new[] { "&uid=ann", "" })
        {
            var query = $"?client-id={ClientId}{who}&sente-x=1&sente-session={Session}";
            using (var client = await browser.OpenAsync($"{query}&csrf-token={token}"))
            {
                await client.ReceiveAsync();
                await client.RequestAsync("[[:test/echo 1] \"cb\"]");
                await client.SendAsync("[[:test/echo 1");
                await client.SendAsync("[[:chsk/forged] nil]");
                await client.CloseAsync();
            }

            await AssertAnsweredAsync(HttpStatusCode.OK, Get($"{query}&handshake%3F=1&csrf-token={token}"));
            await AssertAnsweredAsync(HttpStatusCode.OK, Get($"{query}&handshake%3F=1", ("X-CSRF-Token", token)));
            await AssertAnsweredAsync(HttpStatusCode.OK, Post(query, token));
        }

        // Refused by each check and by each rule about parameters.
        await browser.BeRefusedAsync($"?client-id={ClientId}&csrf-token={WrongToken}");
        await AssertAnsweredAsync(HttpStatusCode.Forbidden, Get($"?client-id={ClientId}&csrf-token={WrongToken}"));
        await AssertAnsweredAsync(HttpStatusCode.Forbidden, Get($"?client-id={ClientId}", ("X-CSRF-Token", WrongToken)));
        await AssertAnsweredAsync(HttpStatusCode.Forbidden, Get($"?client-id={ClientId}", ("X-XSRF-Token", WrongToken)));
        await AssertAnsweredAsync(HttpStatusCode.Forbidden, Post("", WrongToken));
        await AssertAnsweredAsync(null, Get($"?client-id={ClientId}&handshake%3F=1&csrf-token={token}", ("x-unauthorized", "1")));
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, Get($"?csrf-token={token}"));
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, Get($"?client-id={ClientId}&client-id={ClientId}&csrf-token={token}"));
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, Get($"?client-id={string.Concat(Enumerable.Repeat(ClientId, 20))}&csrf-token={token}"));
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, Get($"?client-id={ClientId}&sente-packer=none&csrf-token={token}"));
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, Form([new("client-id", ClientId), new("csrf-token", token)]));
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, Form([new("client-id", ClientId), new("csrf-token", token), new("ppstr", "[[:test/echo")]));
        await AssertAnsweredAsync(HttpStatusCode.MethodNotAllowed, new HttpRequestMessage(HttpMethod.Put, $"/chsk?client-id={ClientId}&csrf-token={token}"));

        async Task AssertAnsweredAsync(HttpStatusCode? expected, HttpRequestMessage request)
        {
            using var answer = await browser.SendAsync(request);
            Assert.Equal(expected ?? answer.StatusCode, answer.StatusCode);
            request.Dispose();
        }
    }

    private static HttpRequestMessage Get(string query, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/chsk" + query);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static HttpRequestMessage Post(string query, string token) =>
        Form([new("client-id", ClientId), new("csrf-token", token), new("ppstr", "[[:test/echo 1] nil]")], query);

    private static HttpRequestMessage Form(KeyValuePair<string, string>[] fields, string query = "") =>
        new(HttpMethod.Post, "/chsk" + query) { Content = new FormUrlEncodedContent(fields) };

    private static void AssertSecret(TestLog log, Browser browser, string token)
    {
        string[] secrets = ["SECRET", token, token[^20..], browser.Cookies.Split('=')[1]];
        Assert.DoesNotContain(log.Lines, line => secrets.Any(secret => line.Text.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }
}
