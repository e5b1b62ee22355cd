using Microsoft.AspNetCore.Http;
using Sente.AspNetCore;

namespace Sente;

/// <summary>
/// How an endpoint tells requests of its own pages from those that other sites make a browser send. Derive from it for a way of your own.
/// </summary>
public abstract class CsrfCheck
{
    /// <summary>
    /// The default: a token from <see cref="ISenteCsrf"/> that belongs to the browser's cookie. It is bound to no user, so a page's token
    /// survives logins and logouts, and is valid on every node with the same Data Protection keys.
    /// </summary>
    public static CsrfCheck PageToken { get; } = new PageTokenCheck();

    /// <summary>
    /// ASP.NET Core's antiforgery, on GET too: the token of <c>IAntiforgery.GetAndStoreTokens</c>. Needs <c>AddAntiforgery()</c>.
    /// </summary>
    /// <remarks>Its tokens are bound to the user: after a login or logout a page needs a new one, and so must be loaded again.</remarks>
    public static CsrfCheck Antiforgery { get; } = new AntiforgeryCheck();

    /// <summary>
    /// No check. Only for clients that are no browsers, or that prove who they are by something which a browser doesn't add by itself, such as
    /// a bearer token.
    /// </summary>
    public static CsrfCheck Skip { get; } = new SkipCheck();

    /// <summary>
    /// Sente's own way (<c>csrf-token-fn</c>): the app says which token the request must bring, from its session for instance. No reference
    /// token: refused, whatever it brings.
    /// </summary>
    /// <param name="reference">Answers the token, null for none, or <see cref="CsrfReference.Skip"/>.</param>
    public static CsrfCheck Reference(Func<HttpContext, CsrfReference> reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ReferenceCheck(context => new ValueTask<CsrfReference>(reference(context)));
    }

    /// <inheritdoc cref="Reference(Func{HttpContext, CsrfReference})"/>
    public static CsrfCheck Reference(Func<HttpContext, ValueTask<CsrfReference>> reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ReferenceCheck(reference);
    }

    /// <summary>Whether the request may go on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">
    /// The token that it brings, or null: the parameter <c>csrf-token</c>, else the header <c>X-CSRF-Token</c>, else <c>X-XSRF-Token</c>. A secret:
    /// compare it in constant time, and don't log it.
    /// </param>
    public abstract ValueTask<bool> IsValidAsync(HttpContext context, string? token);
}
