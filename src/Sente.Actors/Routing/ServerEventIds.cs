namespace Sente.Actors;

/// <summary>Events that only the server says, to handlers.</summary>
internal static class ServerEventIds
{
    /// <summary>A user has come: entered <c>:any</c>.</summary>
    public const string UidportOpen = "chsk/uidport-open";

    /// <summary>A user has left: left <c>:any</c>.</summary>
    public const string UidportClose = "chsk/uidport-close";
}
