namespace Sente;

/// <summary>What carries a connection at the moment. A client-id may change its kind: stock clients go from WebSocket to Ajax.</summary>
public enum TransportKind : byte
{
    /// <summary>One WebSocket.</summary>
    WebSocket,

    /// <summary>A row of Ajax long-polls; client-to-server events come by POST.</summary>
    Ajax,
}
