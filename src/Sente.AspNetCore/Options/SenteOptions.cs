using Microsoft.AspNetCore.Http;

namespace Sente;

/// <summary>What <c>AddSente(options => ...)</c> sets: the defaults of all endpoints, and the bounds of the node.</summary>
public sealed class SenteOptions : SenteEndpointOptions
{
    /// <summary>Bounds and times of the node's actors; the same on every node of a cluster.</summary>
    public SenteLimits Limits { get; } = new();

    /// <summary>WebSockets and held polls that this node serves at a time, probes too; more are told to come back later (1013, or 503). Null: any number. Default null.</summary>
    /// <remarks>
    /// Those that wait for their user's node count. Requests that wait for a hook of the app's (<c>UserIdAsync</c>, <c>Authorize</c>) don't: as for any
    /// endpoint, Kestrel's limits and ASP.NET Core's request time-outs and rate limiting bound those.
    /// </remarks>
    public int? MaxConnections { get; set; }

    /// <summary>WebSockets of those that clients which poll open to try whether WebSockets work by now; each ends within 30 s. Default 1,000.</summary>
    public int MaxProbes { get; set; } = 1000;

    /// <summary>WebSockets that this node accepts only to close them with 1013, and that have not answered yet; more are refused with 503 instead. Default 1,000.</summary>
    public int MaxRefusedWebSockets { get; set; } = 1000;

    /// <summary>WebSockets of clients without a user that this node serves at a time; more are told to come back later (1013). Null: any number. Default null.</summary>
    public int? MaxAnonymousConnections { get; set; }

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
