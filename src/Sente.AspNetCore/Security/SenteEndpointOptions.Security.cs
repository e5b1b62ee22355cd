using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Sente;

/// <content>
/// Who gets in: four checks of every request, GET, CONNECT and POST alike, in this order; the first that fails answers.
/// <code>
///   Reject  -->  Csrf             -->  AllowedOrigins          -->  Authorize
///   (any)        403 OnBadCsrf         403 OnBadOrigin              401 OnUnauthorized
/// </code>
/// </content>
public partial class SenteEndpointOptions
{
    private Func<HttpContext, string, ValueTask<SenteRefusal?>>? _reject;
    private Func<HttpContext, string, ValueTask<bool>>? _authorize;

    /// <summary>The first check (<c>reject-fn</c>): refuses a request for any reason with any answer, or lets it go on with null. Default: none.</summary>
    public Func<HttpContext, SenteRefusal?>? Reject
    {
        get;
        set
        {
            field = value;
            _reject = value is null ? null : (context, _) => ValueTask.FromResult(value(context));
        }
    }

    /// <summary>Like <see cref="Reject"/>, for those who must wait or want to know the client-id. The one that was set last counts.</summary>
    public Func<HttpContext, string, ValueTask<SenteRefusal?>>? RejectAsync
    {
        get => _reject;
        set
        {
            Reject = null;
            _reject = value;
        }
    }

    /// <summary>
    /// The second check (<c>csrf-token-fn</c>): whether the request comes from a page of ours. Default <see cref="CsrfCheck.PageToken"/>, the
    /// token that <see cref="ISenteCsrf.GetToken"/> puts into a page.
    /// </summary>
    public CsrfCheck Csrf { get; set; } = CsrfCheck.PageToken;

    /// <summary>
    /// The third check (<c>allowed-origins</c>): origins whose pages may connect, as browsers write them, <c>https://example.com</c> or
    /// <c>http://localhost:3000</c>. Null: all. Default null.
    /// </summary>
    /// <remarks>
    /// <para>The header <c>Origin</c> must be one of them; where there is none, <c>Referer</c> must begin with one and a slash.</para>
    /// <para>CORS does not guard WebSockets, so this is needed beside <c>RequireCors</c>, not instead of it. When one of them is on another host
    /// than the server, our cookie is made for that: SameSite=None and Secure.</para>
    /// </remarks>
    public IReadOnlyCollection<string>? AllowedOrigins { get; set; }

    /// <summary>The last check (<c>authorized?-fn</c>): whether the request may be served. Default: all may.</summary>
    public Func<HttpContext, bool>? Authorize
    {
        get;
        set
        {
            field = value;
            _authorize = value is null ? null : (context, _) => ValueTask.FromResult(value(context));
        }
    }

    /// <summary>Like <see cref="Authorize"/>, for those who must wait or want to know the client-id. The one that was set last counts.</summary>
    public Func<HttpContext, string, ValueTask<bool>>? AuthorizeAsync
    {
        get => _authorize;
        set
        {
            Authorize = null;
            _authorize = value;
        }
    }

    /// <summary>What <see cref="Csrf"/> answers (<c>bad-csrf-fn</c>). Default 403 <c>Bad CSRF token</c>.</summary>
    public Func<HttpContext, SenteRefusal> OnBadCsrf { get; set; } = _ => new SenteRefusal(StatusCodes.Status403Forbidden, "Bad CSRF token");

    /// <summary>What <see cref="AllowedOrigins"/> answers (<c>bad-origin-fn</c>). Default 403 <c>Unauthorized origin</c>.</summary>
    public Func<HttpContext, SenteRefusal> OnBadOrigin { get; set; } = _ => new SenteRefusal(StatusCodes.Status403Forbidden, "Unauthorized origin");

    /// <summary>
    /// What <see cref="Authorize"/> answers (<c>unauthorized-fn</c>), and <c>MapSente(...).RequireAuthorization()</c> where it would send the
    /// client to a login page. Default 401 <c>Unauthorized request</c>.
    /// </summary>
    public Func<HttpContext, SenteRefusal> OnUnauthorized { get; set; } = _ => new SenteRefusal(StatusCodes.Status401Unauthorized, "Unauthorized request");

    /// <summary>
    /// Whether a WebSocket is closed (1000) when the <see cref="AuthenticationProperties.ExpiresUtc">authentication ticket</see> of its request
    /// expires. Default: no, it outlives its ticket.
    /// </summary>
    /// <remarks>
    /// The client comes straight back and passes the checks anew: <see cref="Authorize"/> must then refuse it, or it goes on under whatever
    /// <see cref="UserId"/> says. Polls and POSTs pass the checks each time anyway. Looked at by the node's sweep, within about a second.
    /// </remarks>
    public bool CloseOnAuthenticationExpiration { get; set; }

    private void CopySecurityFrom(SenteEndpointOptions other)
    {
        Reject = other.Reject;
        _reject = other._reject;
        Csrf = other.Csrf;
        AllowedOrigins = other.AllowedOrigins;
        Authorize = other.Authorize;
        _authorize = other._authorize;
        OnBadCsrf = other.OnBadCsrf;
        OnBadOrigin = other.OnBadOrigin;
        OnUnauthorized = other.OnUnauthorized;
        CloseOnAuthenticationExpiration = other.CloseOnAuthenticationExpiration;
    }
}
