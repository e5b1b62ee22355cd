using Microsoft.AspNetCore.Http;

namespace Sente;

/// <summary>The options of <c>AddSente(options => ...)</c>: the defaults of all endpoints, and the bounds of the node.</summary>
public sealed class SenteOptions : SenteEndpointOptions
{
    /// <summary>The bounds and times of the node's actors; the same on every node of a cluster.</summary>
    public SenteLimits Limits { get; } = new();

    /// <summary>
    /// The most WebSockets, probes included, and held polls that this node serves at a time. Further ones are refused temporarily (1013, or 503).
    /// Null (the default): unbounded.
    /// </summary>
    /// <remarks>
    /// Those that wait for their user's node count. Requests that wait for a hook of the app (<c>UserId</c>, <c>Authorize</c>) don't: Kestrel's
    /// limits and ASP.NET Core's request time-outs and rate limiting bound those, as for any endpoint.
    /// </remarks>
    public int? MaxConnections { get; set; }

    /// <summary>The most probes that this node serves at a time; each ends within 30 s. Further ones are refused temporarily (1013). Default: 1,000.</summary>
    public int MaxProbes { get; set; } = 1000;

    /// <summary>
    /// The most WebSockets that this node holds only to close them with 1013, until their clients have answered. Further ones are answered 503.
    /// Default: 1,000.
    /// </summary>
    public int MaxRefusedWebSockets { get; set; } = 1000;

    /// <summary>
    /// The most WebSockets and held polls of clients without a user that this node serves at a time. Further ones are refused temporarily (1013, or
    /// 503). Null (the default): unbounded.
    /// </summary>
    public int? MaxAnonymousConnections { get; set; }

    /// <summary>
    /// The cookie that identifies a browser: 256 random bits, protected by Data Protection. <see cref="CsrfCheck.PageToken"/>,
    /// <see cref="UserIds.PerBrowserSession"/> and <see cref="UserIds.PerTab"/> use it, and it distinguishes anonymous clients that have the same
    /// client-id. All endpoints share it, because one page may use several.
    /// </summary>
    /// <remarks>
    /// Default: name <c>sente</c>, path <c>/</c>, HttpOnly, kept until the browser closes, Secure where the request came by TLS, SameSite=Lax; or
    /// SameSite=None and Secure when an endpoint's <see cref="SenteEndpointOptions.AllowedOrigins"/> has another host than the request's. A
    /// <see cref="CookieBuilder.SameSite"/> set here is used as it is. The same on every node of a cluster.
    /// <para>
    /// Where the cookie is Secure, has the path <c>/</c> and no domain, its name gets the prefix <c>__Host-</c>: browsers then accept it from this
    /// host only, so that a sibling domain can't set one. Of two cookies with the name neither counts. An app behind a proxy that terminates TLS sets
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
