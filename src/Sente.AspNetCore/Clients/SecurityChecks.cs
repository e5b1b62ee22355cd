using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>Runs the four checks of one endpoint, in the order that <see cref="SenteEndpointOptions"/> documents.</summary>
internal sealed class SecurityChecks(SenteEndpointOptions options)
{
    /// <summary>What a browser sends when its page set the header to JavaScript's <c>null</c> (docs/protocol.md, "Differences from Sente's server").</summary>
    private const string NoToken = "null";

    private static readonly string[] TokenHeaders = ["X-CSRF-Token", "X-XSRF-Token"];

    private readonly CsrfCheck _csrf = options.Csrf;
    private readonly FrozenSet<string>? _origins = options.AllowedOrigins?.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request, with its client-id.</param>
    /// <param name="csrfParameter">The form field <c>csrf-token</c> of a POST; null when it has none: then the query's parameter counts.</param>
    /// <returns>The check that failed, or null when all passed.</returns>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public async ValueTask<FailedCheck?> CheckAsync(SenteRequest request, string? csrfParameter)
    {
        if (options.Reject is { } reject && await AppHook.CallAsync(nameof(options.Reject), reject, request).ConfigureAwait(false) is { } rejection)
        {
            return new FailedCheck("rejected", rejection);
        }

        var token = Token(request.HttpContext, csrfParameter);
        if (!await AppHook.CallAsync(nameof(options.Csrf), one => _csrf.IsValidAsync(one.HttpContext, token), request).ConfigureAwait(false))
        {
            return new FailedCheck("csrf", await AppHook.AnswerAsync(nameof(options.OnBadCsrf), options.OnBadCsrf, request).ConfigureAwait(false));
        }

        if (await CheckOriginAsync(request).ConfigureAwait(false) is { } origin)
        {
            return origin;
        }

        return options.Authorize is not { } authorize || await AppHook.CallAsync(nameof(options.Authorize), authorize, request).ConfigureAwait(false)
            ? null
            : new FailedCheck("unauthorized", await AppHook.AnswerAsync(nameof(options.OnUnauthorized), options.OnUnauthorized, request).ConfigureAwait(false));
    }

    /// <summary>Checks only the origin.</summary>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public async ValueTask<FailedCheck?> CheckOriginAsync(SenteRequest request) => _origins is not null && !IsAllowed(request.HttpContext.Request.Headers, _origins)
        ? new FailedCheck("origin", await AppHook.AnswerAsync(nameof(options.OnBadOrigin), options.OnBadOrigin, request).ConfigureAwait(false))
        : null;

    /// <summary>Returns the request's token: from the parameter if there is one, even an empty one; else from the first header that has one.</summary>
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

        // The slash matters: https://example.com.evil.org begins with https://example.com too.
        var referer = headers.Referer.ToString();
        return origins.Any(allowed => referer.Length > allowed.Length && referer[allowed.Length] == '/' && referer.StartsWith(allowed, StringComparison.Ordinal));
    }
}

/// <summary>A check that failed.</summary>
/// <param name="Check">The name of the check, for logs and counters, where the app's answer must not appear because it may contain a secret.</param>
/// <param name="Answer">The HTTP response.</param>
internal readonly record struct FailedCheck(string Check, SenteRefusal Answer);
