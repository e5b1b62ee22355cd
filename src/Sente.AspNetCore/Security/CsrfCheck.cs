using Microsoft.AspNetCore.Http;
using Sente.AspNetCore;

namespace Sente;

/// <summary>
/// Distinguishes requests of the app's own pages from requests that other sites make a browser send. Derive from it for a check of your own.
/// </summary>
public abstract class CsrfCheck
{
    /// <summary>
    /// The default: requires a token from <see cref="ISenteCsrf"/> that belongs to the browser's cookie. The token is bound to no user, so it
    /// survives logins and logouts, and it is valid on every node with the same Data Protection keys.
    /// </summary>
    public static CsrfCheck PageToken { get; } = new PageTokenCheck();

    /// <summary>
    /// Requires a token of ASP.NET Core's antiforgery, from <c>IAntiforgery.GetAndStoreTokens</c>, on GET requests too. Needs
    /// <c>AddAntiforgery()</c>.
    /// </summary>
    /// <remarks>The tokens are bound to the user: after a login or logout the page must be loaded again to get a new one.</remarks>
    public static CsrfCheck Antiforgery { get; } = new AntiforgeryCheck();

    /// <summary>
    /// Lets every request pass. Only for clients that are no browsers, or that authenticate by something a browser does not send on its own,
    /// such as a bearer token.
    /// </summary>
    public static CsrfCheck Skip { get; } = new SkipCheck();

    /// <summary>
    /// Sente's own check (<c>csrf-token-fn</c>): compares the request's token with one that the app keeps, for example in its session:
    /// <c>CsrfCheck.Reference(context => new(context.Session.GetString("csrf")))</c>. A request for which the app has no token is refused.
    /// </summary>
    /// <param name="reference">Returns the expected token, null if there is none, or <see cref="CsrfReference.Skip"/>.</param>
    public static CsrfCheck Reference(Func<HttpContext, ValueTask<CsrfReference>> reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ReferenceCheck(reference);
    }

    /// <summary>Returns whether the request passes the check.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">
    /// The token of the request, from the parameter <c>csrf-token</c>, else the header <c>X-CSRF-Token</c>, else <c>X-XSRF-Token</c>; null if it
    /// has none. It is a secret: compare it in constant time and don't log it.
    /// </param>
    public abstract ValueTask<bool> IsValidAsync(HttpContext context, string? token);
}

/// <summary>The CSRF token that a request must have: a token, no token (the request is refused), or <see cref="Skip"/>.</summary>
public readonly record struct CsrfReference
{
    /// <summary>Lets the request pass without a token (<c>:sente/skip-CSRF-check</c>).</summary>
    public static readonly CsrfReference Skip = new() { IsSkip = true };

    /// <summary>The expected token; when it is null or empty, the request is refused.</summary>
    public string? Token { get; private init; }

    /// <summary>Whether the request passes without a token.</summary>
    public bool IsSkip { get; private init; }

    /// <summary>Creates a reference from a token; null or empty refuses the request.</summary>
    public static CsrfReference Of(string? token) => new() { Token = token };

    /// <summary>Creates a reference from a token; null or empty refuses the request.</summary>
    public static implicit operator CsrfReference(string? token) => Of(token);

    /// <summary>Returns which of the three cases this is, without the token, which is a secret.</summary>
    public override string ToString() => IsSkip ? "skip" : string.IsNullOrEmpty(Token) ? "none" : "a token";
}
