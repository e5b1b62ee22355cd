using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>The settings that all transports of one endpoint share: a copy of its options, which an app could still change.</summary>
internal sealed class TransportSettings(SenteEndpointOptions options, SimulatedBadConnections badConnections)
{
    /// <summary>Cuts transports at random, for development.</summary>
    public SimulatedBadConnections BadConnections { get; } = badConnections;

    /// <summary>The bounds of incoming messages.</summary>
    public WireLimits Limits { get; } = options.MessageLimits;

    /// <summary>A WebSocket that was silent for half to a whole of this time is pinged; null: never.</summary>
    public TimeSpan? KeepAlive { get; } = options.WebSocketKeepAlive;

    /// <summary>How long a pinged WebSocket may stay silent before it is closed; null: for ever.</summary>
    public TimeSpan? PingTimeout { get; } = options.WebSocketPingTimeout;

    /// <summary>How long a poll is held, and a POST waits for its reply; null: for ever.</summary>
    public TimeSpan? PollTimeout { get; } = options.PollTimeout;

    /// <summary>How long pushes to a WebSocket gather before they are sent.</summary>
    public TimeSpan WebSocketSendDelay { get; } = options.WebSocketSendDelay;

    /// <summary>How long pushes gather before they end a poll.</summary>
    public TimeSpan AjaxSendDelay { get; } = options.AjaxSendDelay;

    /// <summary>How long a client may take to return after a WebSocket before presence reports its user as closed.</summary>
    public TimeSpan WebSocketReconnectGracePeriod { get; } = options.WebSocketReconnectGracePeriod;

    /// <summary>How long a client may take to poll again before presence reports its user as closed.</summary>
    public TimeSpan AjaxReconnectGracePeriod { get; } = options.AjaxReconnectGracePeriod;

    /// <summary>How long a transport waits for its connection.</summary>
    public TimeSpan AttachTimeout { get; } = options.AttachTimeout;

    /// <summary>How long a message on a WebSocket, or the body of a POST, may take from its first byte to its last.</summary>
    public TimeSpan MessageTimeout { get; } = options.MessageTimeout;

    /// <summary>How long a closed WebSocket waits for its client's close frame.</summary>
    public TimeSpan CloseTimeout { get; } = options.CloseTimeout;

    /// <summary>How many malformed messages of a WebSocket are dropped within a minute; the next one closes it.</summary>
    public int MaxMalformedPerMinute { get; } = options.MaxMalformedMessagesPerMinute;

    /// <summary>Whether WebSockets may negotiate permessage-deflate.</summary>
    public bool WebSocketCompression { get; } = options.WebSocketCompression;
}
