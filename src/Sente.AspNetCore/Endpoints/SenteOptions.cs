namespace Sente;

/// <summary>What <c>AddSente(options => ...)</c> sets: the defaults of all endpoints, and the bounds of the node.</summary>
public sealed partial class SenteOptions : SenteEndpointOptions
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
}
