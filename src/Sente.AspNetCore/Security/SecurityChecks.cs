using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>The four checks of one endpoint, in Sente's order; <see cref="SenteEndpointOptions"/> says what each is.</summary>
internal sealed class SecurityChecks(SenteEndpointOptions options)
{
    /// <summary>What a browser's <c>null</c> becomes in a header (docs/protocol.md, "Differences from Sente's server").</summary>
    private const string NoToken = "null";

    private static readonly string[] TokenHeaders = ["X-CSRF-Token", "X-XSRF-Token"];

    private readonly Func<HttpContext, string?, ValueTask<bool>> _csrf = options.Csrf.IsValidAsync;
    private readonly FrozenSet<string>? _origins = options.AllowedOrigins?.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Checks a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="clientId">Its client-id; not blank.</param>
    /// <param name="csrfParameter">The form field <c>csrf-token</c> of a POST; null when it has none: then the query counts.</param>
    /// <returns>Why it is refused; null: it isn't.</returns>
    /// <exception cref="HookFailedException">A check of the app's, or its answer, threw.</exception>
    public async ValueTask<SecurityRefusal?> CheckAsync(HttpContext context, string clientId, string? csrfParameter)
    {
        if (await RejectAsync(context, clientId).ConfigureAwait(false) is { } rejection)
        {
            return new SecurityRefusal("rejected", rejection);
        }

        if (!await Hook.CallAsync(nameof(options.Csrf), _csrf, context, Token(context, csrfParameter)).ConfigureAwait(false))
        {
            return new SecurityRefusal("csrf", Hook.Answer(nameof(options.OnBadCsrf), options.OnBadCsrf, context));
        }

        if (CheckOrigin(context) is { } origin)
        {
            return origin;
        }

        return await IsAuthorizedAsync(context, clientId).ConfigureAwait(false)
            ? null
            : new SecurityRefusal("unauthorized", Hook.Answer(nameof(options.OnUnauthorized), options.OnUnauthorized, context));
    }

    /// <summary>Checks the origin alone.</summary>
    /// <exception cref="HookFailedException">The app's answer threw.</exception>
    public SecurityRefusal? CheckOrigin(HttpContext context) => _origins is not null && !IsAllowed(context.Request.Headers, _origins)
        ? new SecurityRefusal("origin", Hook.Answer(nameof(options.OnBadOrigin), options.OnBadOrigin, context))
        : null;

    private ValueTask<SenteRefusal?> RejectAsync(HttpContext context, string clientId) => options.RejectAsync is { } ask
        ? Hook.CallAsync(nameof(options.Reject), ask, context, clientId)
        : ValueTask.FromResult<SenteRefusal?>(null);

    private ValueTask<bool> IsAuthorizedAsync(HttpContext context, string clientId) => options.AuthorizeAsync is { } ask
        ? Hook.CallAsync(nameof(options.Authorize), ask, context, clientId)
        : ValueTask.FromResult(true);

    /// <summary>A parameter decides, even an empty one; else the first header that has a token.</summary>
    private static string? Token(HttpContext context, string? csrfParameter)
    {
        if (csrfParameter is null && context.Request.Query.TryGetValue(ProtocolParameters.CsrfToken, out var inQuery))
        {
            csrfParameter = inQuery.ToString();
        }

        if (csrfParameter is not null)
        {
            return csrfParameter == NoToken ? null : csrfParameter;
        }

        foreach (var name in TokenHeaders)
        {
            if (context.Request.Headers.TryGetValue(name, out var inHeader) && inHeader.ToString() is var token and not NoToken)
            {
                return token;
            }
        }

        return null;
    }

    private static bool IsAllowed(IHeaderDictionary headers, FrozenSet<string> origins)
    {
        if (headers.TryGetValue("Origin", out var origin))
        {
            return origins.Contains(origin.ToString());
        }

        // With the slash: https://example.com.evil.org begins with https://example.com too.
        var referer = headers.Referer.ToString();
        return origins.Any(allowed => referer.Length > allowed.Length && referer[allowed.Length] == '/' && referer.StartsWith(allowed, StringComparison.Ordinal));
    }
}

/// <summary>A check that failed.</summary>
/// <param name="Check">Which, for logs and counters. Not the answer: only the app knows what it put in there.</param>
/// <param name="Answer">What the client is told.</param>
internal readonly record struct SecurityRefusal(string Check, SenteRefusal Answer);
