using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>Runs the four checks of one endpoint, in the order that <see cref="SenteEndpointOptions"/> documents.</summary>
internal sealed class SecurityChecks(SenteEndpointOptions options)
{
    /// <summary>What a browser sends when its page set the header to JavaScript's <c>null</c> (docs/protocol.md, "Differences from Sente's server").</summary>
    private const string NoToken = "null";

    private static readonly string[] TokenHeaders = ["X-CSRF-Token", "X-XSRF-Token"];

    private readonly Func<HttpContext, string?, ValueTask<bool>> _csrf = options.Csrf.IsValidAsync;
    private readonly FrozenSet<string>? _origins = options.AllowedOrigins?.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Checks a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="clientId">Its client-id; not blank.</param>
    /// <param name="csrfParameter">The form field <c>csrf-token</c> of a POST; null when it has none: then the query's parameter counts.</param>
    /// <returns>The check that failed, or null when all passed.</returns>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public async ValueTask<FailedCheck?> CheckAsync(HttpContext context, string clientId, string? csrfParameter)
    {
        if (await RejectAsync(context, clientId).ConfigureAwait(false) is { } rejection)
        {
            return new FailedCheck("rejected", rejection);
        }

        if (!await AppHook.CallAsync(nameof(options.Csrf), _csrf, context, Token(context, csrfParameter)).ConfigureAwait(false))
        {
            return new FailedCheck("csrf", AppHook.Answer(nameof(options.OnBadCsrf), options.OnBadCsrf, context));
        }

        if (CheckOrigin(context) is { } origin)
        {
            return origin;
        }

        return await IsAuthorizedAsync(context, clientId).ConfigureAwait(false)
            ? null
            : new FailedCheck("unauthorized", AppHook.Answer(nameof(options.OnUnauthorized), options.OnUnauthorized, context));
    }

    /// <summary>Checks only the origin.</summary>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public FailedCheck? CheckOrigin(HttpContext context) => _origins is not null && !IsAllowed(context.Request.Headers, _origins)
        ? new FailedCheck("origin", AppHook.Answer(nameof(options.OnBadOrigin), options.OnBadOrigin, context))
        : null;

    private ValueTask<SenteRefusal?> RejectAsync(HttpContext context, string clientId) => options.RejectAsync is { } hook
        ? AppHook.CallAsync(nameof(options.Reject), hook, context, clientId)
        : ValueTask.FromResult<SenteRefusal?>(null);

    private ValueTask<bool> IsAuthorizedAsync(HttpContext context, string clientId) => options.AuthorizeAsync is { } hook
        ? AppHook.CallAsync(nameof(options.Authorize), hook, context, clientId)
        : ValueTask.FromResult(true);

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
