using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore.Tests;

/// <summary>The security checks, case by case (docs/protocol.md, "Endpoint and checks").</summary>
public sealed class SecurityChecksTests
{
    private const string Origin = "https://good.example";

    [Theory]
    [InlineData("", "tok", null, null, true)]
    [InlineData("", null, "tok", null, true)]
    [InlineData("?csrf-token=tok", null, null, null, true)]
    [InlineData("", null, null, "tok", true)]
    [InlineData("", null, null, null, false)]
    [InlineData("", "nope", null, null, false)]
    [InlineData("", "tokk", null, null, false)]
    [InlineData("", "TOK", null, null, false)]
    // A parameter counts, even an empty one.
    [InlineData("?csrf-token=nope", "tok", null, null, false)]
    [InlineData("?csrf-token=", "tok", null, null, false)]
    [InlineData("", "tok", null, "", false)]
    [InlineData("?csrf-token=tok", "nope", "nope", null, true)]
    [InlineData("?csrf-token=nope", null, null, "tok", true)]
    [InlineData("?csrf-token=tok&csrf-token=tok", null, null, null, false)]
    // X-CSRF-Token comes before X-XSRF-Token; a browser's null is no token.
    [InlineData("", "tok", "nope", null, true)]
    [InlineData("", "nope", "tok", null, false)]
    [InlineData("", "null", "tok", null, true)]
    [InlineData("", "null", null, null, false)]
    public async Task A_request_brings_its_token_as_parameter_or_header(string query, string? csrf, string? xsrf, string? form, bool passes)
    {
        var checks = Checks(options => options.Csrf = CsrfCheck.Reference(_ => new("tok")));

        var refusal = await checks.CheckAsync(CheckedRequest.Of(null, query, ("X-CSRF-Token", csrf), ("X-XSRF-Token", xsrf)), "c", form);

        AssertRefused(passes ? null : (403, "Bad CSRF token"), refusal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Without_a_reference_token_no_token_is_right(string? reference)
    {
        var checks = Checks(options => options.Csrf = CsrfCheck.Reference(_ => new(reference)));

        AssertRefused((403, "Bad CSRF token"), await checks.CheckAsync(CheckedRequest.Of(), "c", reference));
    }

    [Fact]
    public async Task The_reference_function_can_wait_and_can_skip_the_check()
    {
        var checks = Checks(options => options.Csrf = CsrfCheck.Reference(async context =>
        {
            await Task.Yield();
            return context.Request.Query.ContainsKey("internal") ? CsrfReference.Skip : "tok";
        }));

        AssertRefused(null, await checks.CheckAsync(CheckedRequest.Of(null, "?internal"), "c", null));
        AssertRefused((403, "Bad CSRF token"), await checks.CheckAsync(CheckedRequest.Of(), "c", null));
    }

    [Theory]
    [InlineData(Origin, null, true)]
    [InlineData("http://localhost:3000", null, true)]
    [InlineData("https://evil.example", null, false)]
    [InlineData("https://good.example.evil.example", null, false)]
    [InlineData("http://good.example", null, false)]
    [InlineData("https://good.example:8443", null, false)]
    [InlineData("null", null, false)]
    [InlineData("", "https://good.example/page", false)]
    [InlineData("https://evil.example", "https://good.example/page", false)]
    [InlineData(null, "https://good.example/page", true)]
    [InlineData(null, "https://good.example/", true)]
    [InlineData(null, "https://good.example", false)]
    [InlineData(null, "https://good.example.evil.example/", false)]
    [InlineData(null, "https://evil.example/https://good.example/", false)]
    [InlineData(null, null, false)]
    public async Task Only_pages_of_allowed_origins_get_in(string? origin, string? referer, bool passes)
    {
        var checks = Checks(options => options.AllowedOrigins = [Origin, "http://localhost:3000"]);

        var refusal = await checks.CheckAsync(CheckedRequest.Of(null, "", ("Origin", origin), ("Referer", referer)), "c", null);

        AssertRefused(passes ? null : (403, "Unauthorized origin"), refusal);
    }

    [Fact]
    public async Task All_origins_are_allowed_by_default() =>
        AssertRefused(null, await Checks(_ => { }).CheckAsync(CheckedRequest.Of(null, "", ("Origin", "https://anywhere.example")), "c", null));

    [Fact]
    public async Task The_checks_come_in_order_and_the_first_that_fails_answers()
    {
        var asked = new List<string>();
        var failing = new HashSet<string> { "reject", "csrf", "origin", "authorize" };
        var checks = Checks(options =>
        {
            options.Reject = _ => new(Ask("reject") ? null : new SenteRefusal(429, "slow down"));
            options.Csrf = CsrfCheck.Reference(_ => new(Ask("csrf") ? CsrfReference.Skip : default));
            options.AllowedOrigins = [Origin];
            options.Authorize = _ => new(Ask("authorize"));
        });

        AssertRefused((429, "slow down"), await CheckAsync());
        Assert.Equal(["reject"], asked);

        failing.Remove("reject");
        AssertRefused((403, "Bad CSRF token"), await CheckAsync());
        Assert.Equal(["reject", "csrf"], asked);

        failing.Remove("csrf");
        AssertRefused((403, "Unauthorized origin"), await CheckAsync());
        Assert.Equal(["reject", "csrf"], asked);

        failing.Remove("origin");
        AssertRefused((401, "Unauthorized request"), await CheckAsync());
        Assert.Equal(["reject", "csrf", "authorize"], asked);

        failing.Remove("authorize");
        AssertRefused(null, await CheckAsync());

        bool Ask(string check)
        {
            asked.Add(check);
            return !failing.Contains(check);
        }

        ValueTask<FailedCheck?> CheckAsync()
        {
            asked.Clear();
            return checks.CheckAsync(CheckedRequest.Of(null, "", ("Origin", failing.Contains("origin") ? "https://evil.example" : Origin)), "c", null);
        }
    }

    [Fact]
    public async Task Checks_may_wait_and_know_the_client_id()
    {
        var checks = Checks(options =>
        {
            options.Reject = async request =>
            {
                await Task.Yield();
                return request.ClientId == "banned" ? new SenteRefusal(410, "{}", "application/json") : null;
            };
            options.Authorize = async request =>
            {
                await Task.Yield();
                return request.ClientId == "good";
            };
        });

        AssertRefused(null, await checks.CheckAsync(CheckedRequest.Of(), "good", null));
        AssertRefused((401, "Unauthorized request"), await checks.CheckAsync(CheckedRequest.Of(), "other", null));
        var banned = await checks.CheckAsync(CheckedRequest.Of(), "banned", null);
        Assert.Equal(new SenteRefusal(410, "{}", "application/json"), banned?.Answer);
    }

    [Fact]
    public async Task Every_answer_can_be_replaced()
    {
        var checks = Checks(options =>
        {
            options.Csrf = CsrfCheck.Reference(_ => new("tok"));
            options.OnBadCsrf = request => new(new SenteRefusal(419, $"{request.HttpContext.Request.Method}: reload the page"));
            options.AllowedOrigins = [Origin];
            options.OnBadOrigin = _ => new(new SenteRefusal(404, ""));
            options.Authorize = _ => new(false);
            options.OnUnauthorized = _ => new(new SenteRefusal(402, "pay first"));
        });

        AssertRefused((419, "GET: reload the page"), await CheckAsync("nope", Origin));
        AssertRefused((404, ""), await CheckAsync("tok", "https://evil.example"));
        AssertRefused((402, "pay first"), await CheckAsync("tok", Origin));

        ValueTask<FailedCheck?> CheckAsync(string token, string origin)
        {
            var context = CheckedRequest.Of(null, "", ("X-CSRF-Token", token), ("Origin", origin));
            context.Request.Method = HttpMethods.Get;
            return checks.CheckAsync(context, "c", null);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(600)]
    public void A_refusal_is_an_error_and_no_redirect(int status) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SenteRefusal(status, ""));

    private static SecurityChecks Checks(Action<SenteEndpointOptions> configure)
    {
        var options = new SenteEndpointOptions { Csrf = CsrfCheck.Skip };
        configure(options);
        return new SecurityChecks(options);
    }

    private static void AssertRefused((int Status, string Body)? expected, FailedCheck? refusal) =>
        Assert.Equal(expected, refusal is { Answer: var answer } ? (answer.Status, answer.Body) : null);
}
