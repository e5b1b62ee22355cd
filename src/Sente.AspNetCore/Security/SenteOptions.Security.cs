using Microsoft.AspNetCore.Http;

namespace Sente;

/// <content>What all endpoints share, because one page serves them all.</content>
public sealed partial class SenteOptions
{
    /// <summary>
    /// The cookie by which a browser is known to <see cref="CsrfCheck.PageToken"/>, <see cref="UserIds.PerBrowserSession"/> and
    /// <see cref="UserIds.PerTab"/>: 256 random bits, which mean nothing elsewhere.
    /// </summary>
    /// <remarks>
    /// Default: name <c>sente</c>, path <c>/</c>, HttpOnly, kept until the browser closes, Secure where the request came by TLS, SameSite=Lax; or
    /// SameSite=None and Secure when an endpoint's <see cref="SenteEndpointOptions.AllowedOrigins"/> has another host than the request's. A
    /// <see cref="CookieBuilder.SameSite"/> set here is taken as it is. The same on every node of a cluster.
    /// </remarks>
    public CookieBuilder Cookie { get; } = new()
    {
        Name = "sente",
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
        SameSite = SameSiteMode.Unspecified,
    };
}
