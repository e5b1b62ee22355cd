using Microsoft.AspNetCore.Http;
using Sente.Wire;

namespace Sente;

/// <summary>
/// What one endpoint does: Sente's server options by their .NET names, with Sente's defaults. Null means what Sente's
/// <c>nil</c> means. <see cref="SenteOptions"/> holds the defaults of all endpoints; <c>MapSente(path, options => ...)</c> changes one.
/// </summary>
public partial class SenteEndpointOptions
{
    private Func<HttpContext, string, ValueTask<string?>>? _userId;
    private Func<HttpContext, ValueTask<object?>>? _handshakeData;

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
        CopySecurityFrom(other);
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
