namespace Sente;

/// <summary>A user's presence has changed.</summary>
/// <param name="Uid">Who; <see cref="Sente.Uid.Nil"/> for all clients without a user together.</param>
/// <param name="Ws">Whether the user now has a client on a WebSocket.</param>
/// <param name="Ajax">Whether the user now has a client that polls.</param>
public sealed record PresenceChange(string Uid, bool Ws, bool Ajax)
{
    /// <summary>Whether the user now has any client.</summary>
    public bool Any => Ws || Ajax;
}
