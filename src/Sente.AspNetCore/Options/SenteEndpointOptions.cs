using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Sente.Wire;

namespace Sente;

/// <summary>
/// What one endpoint does: Sente's server options by their .NET names, with Sente's defaults. Null means what Sente's
/// <c>nil</c> means. <see cref="SenteOptions"/> holds the defaults of all endpoints; <c>MapSente(path, options => ...)</c> changes one.
/// </summary>
/// <remarks>
/// Four checks of every request, GET, CONNECT and POST alike, decide whether it is served. They run in this order; the first that fails answers.
/// <code>
///   Reject  -->  Csrf             -->  AllowedOrigins          -->  Authorize
///   (any)        403 OnBadCsrf         403 OnBadOrigin              401 OnUnauthorized
/// </code>
/// </remarks>
public class SenteEndpointOptions
{
    private Func<HttpContext, string, ValueTask<string?>>? _userId;
    private Func<HttpContext, ValueTask<object?>>? _handshakeData;
    private Func<HttpContext, string, ValueTask<SenteRefusal?>>? _reject;
    private Func<HttpContext, string, ValueTask<bool>>? _authorize;

    /// <summary>
    /// Who the client is (<c>user-id-fn</c>), asked at every handshake; null or empty: a client without a user. Default: everyone is one.
    /// </summary>
    /// <remarks>
    /// <para>The answer has at most <see cref="WireLimits.MaxUidBytes"/> bytes and is no <see cref="Uid.IsReserved">reserved name</see>. Never take it from what the client may choose freely.</para>
    /// <para>
    /// It is asked at POSTs too, to which stock clients don't add their <c>:params</c>: <see cref="UserIds"/> has answers that give the same uid at
    /// each request. An exception is logged once and asks the client to come back later (1013, or 503), as one of every other hook here does.
    /// </para>
    /// </remarks>
    public Func<HttpContext, string?>? UserId
    {
        get;
        set
        {
            field = value;
            _userId = value is null ? null : (context, _) => ValueTask.FromResult(value(context));
        }
    }

    /// <summary>Like <see cref="UserId"/>, for those who must wait for the answer or derive it from the client-id. The one that was set last counts.</summary>
    public Func<HttpContext, string, ValueTask<string?>>? UserIdAsync
    {
        get => _userId;
        set
        {
            UserId = null;
            _userId = value;
        }
    }

    /// <summary>
    /// What the handshake tells the client besides its uid (<c>handshake-data-fn</c>): plain values or the app's own types, at most
    /// <see cref="WireLimits.MaxHandshakeDataBytes"/>. Default: nothing.
    /// </summary>
    public Func<HttpContext, object?>? HandshakeData
    {
        get;
        set
        {
            field = value;
            _handshakeData = value is null ? null : context => ValueTask.FromResult(value(context));
        }
    }

    /// <summary>Like <see cref="HandshakeData"/>, for those who must wait for the answer. The one that was set last counts.</summary>
    public Func<HttpContext, ValueTask<object?>>? HandshakeDataAsync
    {
        get => _handshakeData;
        set
        {
            HandshakeData = null;
            _handshakeData = value;
        }
    }

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

    /// <summary>Names of the request headers that handlers find in <see cref="RequestInfo.Headers"/>. Default: none.</summary>
    /// <remarks>They are kept with the connection and travel to the user's node: name few, and no secret.</remarks>
    public IList<string> Headers { get; } = [];

    /// <summary>Adds what handlers shall find in <see cref="RequestInfo.Captured"/>: names and values together at most 8 KiB of UTF-8.</summary>
    public Action<HttpContext, IDictionary<string, string>>? Capture { get; set; }

    /// <summary>Name of the packer of clients that ask for none (<c>packer</c>). Default <c>edn</c>.</summary>
    public string Packer { get; set; } = "edn";

    /// <summary>Names of the packers that clients may ask for by the query parameter <c>sente-packer</c>, besides <see cref="Packer"/>. Default: none.</summary>
    public IList<string> AllowedPackers { get; } = [];

    /// <summary>
    /// Keep-alive of WebSockets (<c>ws-kalive-ms</c>): a client that was silent for half to a whole of this time is pinged. Null: never.
    /// Default 25 s.
    /// </summary>
    public TimeSpan? WsKeepAlive { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a ping waits for any sign of life before the WebSocket is closed (<c>ws-ping-timeout-ms</c>). Null: for ever. Default 10 s.</summary>
    public TimeSpan? WsPingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a poll is held, and a POST waits for its reply (<c>lp-timeout-ms</c>). Must be less than the clients' Ajax time-out (60 s).
    /// Null: for ever. Default 20 s.
    /// </summary>
    public TimeSpan? LpTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long pushes to a WebSocket gather before they go out in one frame (<c>send-buf-ms-ws</c>). Zero is adaptive: a quiet connection is
    /// written at once, and what comes during a write goes out together after it. Default 0 (Sente: 30 ms).
    /// </summary>
    public TimeSpan SendBufferWs { get; set; } = TimeSpan.Zero;

    /// <summary>How long pushes gather before they end a poll (<c>send-buf-ms-ajax</c>). Default 10 ms (Sente: 100 ms).</summary>
    public TimeSpan SendBufferAjax { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a client may take to come back after a WebSocket before its user counts as closed (<c>ms-allow-reconnect-before-close-ws</c>). Default 2.5 s.</summary>
    public TimeSpan AllowReconnectBeforeCloseWs { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a client may take to poll again before its user counts as closed (<c>ms-allow-reconnect-before-close-ajax</c>). Default 5 s.</summary>
    public TimeSpan AllowReconnectBeforeCloseAjax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How large messages and ids may be. A larger message closes its WebSocket with 1009.</summary>
    public WireLimits MessageLimits { get; set; } = WireLimits.Default;

    /// <summary>Unreadable messages that a WebSocket is forgiven within a minute; one more closes it with 1007. Default 10.</summary>
    public int MaxMalformedMessagesPerMinute { get; set; } = 10;

    /// <summary>
    /// How long a message on a WebSocket, or the body of a POST, may take from its first byte to its last; after it the WebSocket is closed with
    /// 1013, the POST answered 408. Default 60 s.
    /// </summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client waits for its user's node to answer before it is told to come back later (1013). Default 10 s.</summary>
    public TimeSpan AttachTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a WebSocket that the server closes waits for the client's close frame before it is cut. Default 3 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether WebSockets may be compressed (permessage-deflate). Off by default: it costs memory for every connection, and secrets sent
    /// beside what an attacker chooses can be guessed from the length.
    /// </summary>
    public bool WebSocketCompression { get; set; }

    /// <summary>Takes over another's settings.</summary>
    internal void CopyFrom(SenteEndpointOptions other)
    {
        UserId = other.UserId;
        _userId = other._userId;
        HandshakeData = other.HandshakeData;
        _handshakeData = other._handshakeData;
        Capture = other.Capture;
        Packer = other.Packer;
        WsKeepAlive = other.WsKeepAlive;
        WsPingTimeout = other.WsPingTimeout;
        LpTimeout = other.LpTimeout;
        SendBufferWs = other.SendBufferWs;
        SendBufferAjax = other.SendBufferAjax;
        AllowReconnectBeforeCloseWs = other.AllowReconnectBeforeCloseWs;
        AllowReconnectBeforeCloseAjax = other.AllowReconnectBeforeCloseAjax;
        MessageLimits = other.MessageLimits;
        MaxMalformedMessagesPerMinute = other.MaxMalformedMessagesPerMinute;
        MessageTimeout = other.MessageTimeout;
        AttachTimeout = other.AttachTimeout;
        CloseTimeout = other.CloseTimeout;
        WebSocketCompression = other.WebSocketCompression;
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
        Replace(Headers, other.Headers);
        Replace(AllowedPackers, other.AllowedPackers);
    }

    private static void Replace(IList<string> names, IList<string> by)
    {
        names.Clear();
        foreach (var name in by)
        {
            names.Add(name);
        }
    }
}
