using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Sente.Wire;

namespace Sente;

/// <summary>
/// The options of one endpoint: those of Sente's server, under .NET names and with Sente's defaults. <see cref="SenteOptions"/> holds the defaults of
/// all endpoints; <c>MapSente(path, options => ...)</c> changes those of one.
/// </summary>
/// <remarks>
/// <para>
/// Hooks are asynchronous delegates that take a <see cref="SenteRequest"/>. One that has nothing to await returns its value by <c>new</c>:
/// <c>options.UserId = request => new(request.User.Identity?.Name)</c>. When a hook throws, the exception is logged and the client is
/// asked to try again later (1013, or 503). A <see cref="BadHttpRequestException"/> refuses the request with its own status instead.
/// </para>
/// <para>
/// Four checks of every request, GET, CONNECT and POST alike, decide whether it is served. They run in this order; the first that fails answers.
/// <code>
///   Reject  -->  Csrf             -->  AllowedOrigins          -->  Authorize
///   (any)        403 OnBadCsrf         403 OnBadOrigin              401 OnUnauthorized
/// </code>
/// </para>
/// </remarks>
public class SenteEndpointOptions
{
    /// <summary>
    /// Identifies the user of a client (<c>user-id-fn</c>), at every request. Null or an empty text makes it a client without a user. Null (the
    /// default): no client has a user.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A uid has at most <see cref="WireLimits.MaxUidBytes"/> bytes and is no <see cref="Uid.IsReserved">reserved name</see>. Never derive it from
    /// something that the client can choose freely.
    /// </para>
    /// <para>
    /// All requests of a client must yield the same uid, POSTs too, to which stock clients don't add their <c>:params</c>: see
    /// <see cref="UserIds"/> for common ways.
    /// </para>
    /// </remarks>
    public Func<SenteRequest, ValueTask<string?>>? UserId { get; set; }

    /// <summary>
    /// Returns the data that the handshake contains besides the uid (<c>handshake-data-fn</c>): plain values or types of the app, at most
    /// <see cref="WireLimits.MaxHandshakeDataBytes"/> bytes. Null (the default): no data.
    /// </summary>
    public Func<SenteRequest, ValueTask<object?>>? HandshakeData { get; set; }

    /// <summary>The first check (<c>reject-fn</c>): returns a refusal, or null to let the request pass. Null (the default): all requests pass.</summary>
    public Func<SenteRequest, ValueTask<SenteRefusal?>>? Reject { get; set; }

    /// <summary>
    /// The second check (<c>csrf-token-fn</c>): whether the request comes from a page of this app. Default: <see cref="CsrfCheck.PageToken"/>, the
    /// token that <see cref="ISenteCsrf.GetToken"/> returns for a page.
    /// </summary>
    public CsrfCheck Csrf { get; set; } = CsrfCheck.PageToken;

    /// <summary>
    /// The third check (<c>allowed-origins</c>): the origins whose pages may connect, as browsers send them, <c>https://example.com</c> or
    /// <c>http://localhost:3000</c>. Null (the default): all.
    /// </summary>
    /// <remarks>
    /// <para>The header <c>Origin</c> must be one of them. A request without it must have a <c>Referer</c> that begins with one and a slash.</para>
    /// <para>
    /// CORS does not protect WebSockets, so this is needed beside <c>RequireCors</c>. When one of the origins is on another host than the server,
    /// Sente's cookie gets SameSite=None and Secure.
    /// </para>
    /// </remarks>
    public IReadOnlyCollection<string>? AllowedOrigins { get; set; }

    /// <summary>The last check (<c>authorized?-fn</c>): whether the request may be served. Null (the default): all may.</summary>
    public Func<SenteRequest, ValueTask<bool>>? Authorize { get; set; }

    /// <summary>Returns the answer to a request that fails <see cref="Csrf"/> (<c>bad-csrf-fn</c>). Default: 403 <c>Bad CSRF token</c>.</summary>
    public Func<SenteRequest, ValueTask<SenteRefusal>> OnBadCsrf { get; set; } = _ => new(new SenteRefusal(StatusCodes.Status403Forbidden, "Bad CSRF token"));

    /// <summary>Returns the answer to a request that fails <see cref="AllowedOrigins"/> (<c>bad-origin-fn</c>). Default: 403 <c>Unauthorized origin</c>.</summary>
    public Func<SenteRequest, ValueTask<SenteRefusal>> OnBadOrigin { get; set; } = _ => new(new SenteRefusal(StatusCodes.Status403Forbidden, "Unauthorized origin"));

    /// <summary>
    /// Returns the answer to a request that fails <see cref="Authorize"/> (<c>unauthorized-fn</c>), or that
    /// <c>MapSente(...).RequireAuthorization()</c> would redirect to a login page. Default: 401 <c>Unauthorized request</c>.
    /// </summary>
    public Func<SenteRequest, ValueTask<SenteRefusal>> OnUnauthorized { get; set; } = _ => new(new SenteRefusal(StatusCodes.Status401Unauthorized, "Unauthorized request"));

    /// <summary>
    /// Whether a WebSocket is closed (1000) when the <see cref="AuthenticationProperties.ExpiresUtc">authentication ticket</see> of its request
    /// expires. Default: false; it outlives its ticket.
    /// </summary>
    /// <remarks>
    /// The client reconnects at once and passes the checks again. <see cref="Authorize"/> must then refuse it, or it continues as the user that
    /// <see cref="UserId"/> returns. Polls and POSTs pass the checks each time anyway. Checked by the node's sweep, about once per second.
    /// </remarks>
    public bool CloseOnAuthenticationExpiration { get; set; }

    /// <summary>The names of the request headers that handlers get in <see cref="RequestInfo.Headers"/>. Default: none.</summary>
    /// <remarks>They are kept with the connection and sent to the user's node: list few, and no secrets.</remarks>
    public IList<string> Headers { get; } = [];

    /// <summary>
    /// Returns the values that handlers get in <see cref="RequestInfo.Captured"/>, or null for none: names and values together at most 8 KiB of
    /// UTF-8. Null (the default): none.
    /// </summary>
    public Func<SenteRequest, ValueTask<IReadOnlyDictionary<string, string>?>>? Capture { get; set; }

    /// <summary>The name of the packer of clients that ask for none (<c>packer</c>). Default: <c>edn</c>.</summary>
    public string Packer { get; set; } = "edn";

    /// <summary>The names of the packers that clients may ask for by the query parameter <c>sente-packer</c>, besides <see cref="Packer"/>. Default: none.</summary>
    public IList<string> AllowedPackers { get; } = [];

    /// <summary>
    /// The keep-alive time of WebSockets (<c>ws-kalive-ms</c>): a client that was silent for half to a whole of this time is pinged. Null: never.
    /// Default: 25 s.
    /// </summary>
    public TimeSpan? WebSocketKeepAlive { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long a pinged WebSocket may stay silent before it is closed (<c>ws-ping-timeout-ms</c>). Null: for ever. Default: 10 s.
    /// </summary>
    public TimeSpan? WebSocketPingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a poll is held, and a POST waits for its reply (<c>lp-timeout-ms</c>). Must be less than the clients' Ajax time-out of 60 s.
    /// Null: for ever. Default: 20 s.
    /// </summary>
    public TimeSpan? PollTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long pushes to a WebSocket gather before they are sent in one frame (<c>send-buf-ms-ws</c>). With zero, an idle connection is written at
    /// once, and pushes that arrive during a write are sent together after it. Default: 0 (Sente: 30 ms).
    /// </summary>
    public TimeSpan WebSocketSendDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long pushes gather before they are sent as the answer to a poll (<c>send-buf-ms-ajax</c>). Default: 10 ms (Sente: 100 ms).</summary>
    public TimeSpan AjaxSendDelay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long a client may take to return after its WebSocket has ended before presence reports it as closed
    /// (<c>ms-allow-reconnect-before-close-ws</c>). Default: 2.5 s.
    /// </summary>
    public TimeSpan WebSocketReconnectGracePeriod { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// How long a client may take to poll again before presence reports it as closed (<c>ms-allow-reconnect-before-close-ajax</c>). Default: 5 s.
    /// </summary>
    public TimeSpan AjaxReconnectGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The bounds of incoming messages and ids. A larger message closes its WebSocket with 1009, and is answered 413 as a POST.</summary>
    public WireLimits MessageLimits { get; set; } = WireLimits.Default;

    /// <summary>How many malformed messages of a WebSocket are dropped within a minute; the next one closes it with 1007. Default: 10.</summary>
    public int MaxMalformedMessagesPerMinute { get; set; } = 10;

    /// <summary>
    /// How long a message on a WebSocket, or the body of a POST, may take from its first byte to its last. After that the WebSocket is closed with
    /// 1013, or the POST answered 408. Default: 60 s.
    /// </summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a WebSocket or a poll waits for its user's node before it is refused temporarily (1013, or 503). Default: 10 s.</summary>
    public TimeSpan AttachTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a WebSocket that the server closes waits for the client's close frame before it is cut. Default: 3 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether WebSockets may be compressed (permessage-deflate). Default: false, because it costs memory per connection, and because an attacker
    /// who can choose parts of a message can guess secrets in its other parts from the compressed length.
    /// </summary>
    public bool WebSocketCompression { get; set; }

    /// <summary>Copies all options of another endpoint.</summary>
    internal void CopyFrom(SenteEndpointOptions other)
    {
        UserId = other.UserId;
        HandshakeData = other.HandshakeData;
        Reject = other.Reject;
        Csrf = other.Csrf;
        AllowedOrigins = other.AllowedOrigins;
        Authorize = other.Authorize;
        OnBadCsrf = other.OnBadCsrf;
        OnBadOrigin = other.OnBadOrigin;
        OnUnauthorized = other.OnUnauthorized;
        CloseOnAuthenticationExpiration = other.CloseOnAuthenticationExpiration;
        Capture = other.Capture;
        Packer = other.Packer;
        WebSocketKeepAlive = other.WebSocketKeepAlive;
        WebSocketPingTimeout = other.WebSocketPingTimeout;
        PollTimeout = other.PollTimeout;
        WebSocketSendDelay = other.WebSocketSendDelay;
        AjaxSendDelay = other.AjaxSendDelay;
        WebSocketReconnectGracePeriod = other.WebSocketReconnectGracePeriod;
        AjaxReconnectGracePeriod = other.AjaxReconnectGracePeriod;
        MessageLimits = other.MessageLimits;
        MaxMalformedMessagesPerMinute = other.MaxMalformedMessagesPerMinute;
        MessageTimeout = other.MessageTimeout;
        AttachTimeout = other.AttachTimeout;
        CloseTimeout = other.CloseTimeout;
        WebSocketCompression = other.WebSocketCompression;
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
