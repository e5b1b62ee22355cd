using Microsoft.AspNetCore.Http;

namespace Sente;

/// <content>What all endpoints share, because one page serves them all.</content>
public sealed partial class SenteOptions
{
    /// <summary>
    /// The cookie by which a browser is known to <see cref="CsrfCheck.PageToken"/>, <see cref="UserIds.PerBrowserSession"/> and
    /// <see cref="UserIds.PerTab"/>, and an anonymous client told from another of the same client-id: 256 random bits, sealed by Data Protection.
    /// </summary>
    /// <remarks>
    /// Default: name <c>sente</c>, path <c>/</c>, HttpOnly, kept until the browser closes, Secure where the request came by TLS, SameSite=Lax; or
    /// SameSite=None and Secure when an endpoint's <see cref="SenteEndpointOptions.AllowedOrigins"/> has another host than the request's. A
    /// <see cref="CookieBuilder.SameSite"/> set here is taken as it is. The same on every node of a cluster.
    /// <para>
    /// Where the cookie is Secure, has the path <c>/</c> and no domain, its name is given the prefix <c>__Host-</c>: browsers then accept it from this
    /// host only, so that a sibling domain can't plant one. Of two cookies with the name neither counts. An app behind a proxy that ends TLS sets
    /// <see cref="CookieSecurePolicy.Always"/> here, or uses forwarded headers.
    /// </para>
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
