using Sente.Wire;

namespace Sente.Actors;

/// <summary>Which ids of Sente's own namespace a client may say.</summary>
internal static class ClientEventIds
{
    /// <summary>A client's keep-alive ping.</summary>
    public const string Ping = "chsk/ws-ping";

    /// <summary>A client's answer to the server's ping.</summary>
    public const string Pong = "chsk/ws-pong";

    /// <summary>Whether a client said what only the server may: its handlers would take it for the server's word (docs/protocol.md, "Differences from Sente's server").</summary>
    public static bool IsForged(string eventId) => EventId.IsReserved(eventId) && eventId is not (Ping or Pong);
}
