using System.Net.WebSockets;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>What all WebSockets of one endpoint and one packer have in common.</summary>
internal sealed class WebSocketSettings(SenteEndpointOptions options, Packer packer, SimulatedBadConnections badConnections)
{
    /// <summary>What the clients talk.</summary>
    public Packer Packer { get; } = packer;

    /// <summary>A tool for development that cuts transports at random.</summary>
    public SimulatedBadConnections BadConnections { get; } = badConnections;

    /// <summary>Text or binary, as the packer is.</summary>
    public WebSocketMessageType FrameType { get; } = packer.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;

    /// <summary>How large messages may be.</summary>
    public WireLimits Limits { get; } = options.MessageLimits;

    /// <summary>Twice the silence after which a client is pinged; null: never.</summary>
    public TimeSpan? KeepAlive { get; } = options.WsKeepAlive;

    /// <summary>How long a ping waits for a sign of life; null: for ever.</summary>
    public TimeSpan? PingTimeout { get; } = options.WsPingTimeout;

    /// <summary>How long a WebSocket waits for its connection.</summary>
    public TimeSpan AttachTimeout { get; } = options.AttachTimeout;

    /// <summary>How long a message may take from its first byte to its last.</summary>
    public TimeSpan MessageTimeout { get; } = options.MessageTimeout;

    /// <summary>How long a closed WebSocket waits for its client's close frame.</summary>
    public TimeSpan CloseTimeout { get; } = options.CloseTimeout;

    /// <summary>Unreadable messages that are forgiven in a minute.</summary>
    public int MalformedPerMinute { get; } = options.MaxMalformedMessagesPerMinute;
}
