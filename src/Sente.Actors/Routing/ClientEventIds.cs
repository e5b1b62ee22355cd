using Sente.Wire;

namespace Sente.Actors;

/// <summary>Which ids of Sente's own namespace a client may say.</summary>
internal static class ClientEventIds
{
    /// <summary>A client's keep-alive ping.</summary>
    public const string Ping = "chsk/ws-ping";

    /// <summary>A client's answer to the server's ping.</summary>
    public const string Pong = "chsk/ws-pong";

    /// <summary>Whether only the server may send this: handlers would take a client's event for the server's own (docs/protocol.md, "Differences from Sente's server").</summary>
    public static bool IsForged(string eventId) => EventId.IsReserved(eventId) && eventId is not (Ping or Pong);
}
