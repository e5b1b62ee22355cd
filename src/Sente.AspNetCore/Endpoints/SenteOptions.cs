namespace Sente;

/// <summary>What <c>AddSente(options => ...)</c> sets: the defaults of all endpoints, and the bounds of the node.</summary>
public sealed partial class SenteOptions : SenteEndpointOptions
{
    /// <summary>Bounds and times of the node's actors; the same on every node of a cluster.</summary>
    public SenteLimits Limits { get; } = new();

    /// <summary>WebSockets of clients without a user that this node serves at a time; more are told to come back later (1013). Null: any number. Default null.</summary>
    public int? MaxAnonymousConnections { get; set; }
}
