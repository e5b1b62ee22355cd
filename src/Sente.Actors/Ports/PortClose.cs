namespace Sente.Actors;

/// <summary>Why the server ends a transport. A WebSocket is closed with <see cref="Code"/> and <see cref="Reason"/>; a held poll is answered with <c>[:chsk/timeout nil]</c>.</summary>
/// <param name="Code">The WebSocket close code (docs/protocol.md, "Refusals and close codes").</param>
/// <param name="Reason">The reason, for people; at most 123 bytes of UTF-8. Empty where Sente's own server sends none.</param>
internal readonly record struct PortClose(ushort Code, string Reason)
{
    /// <summary>The app closed the user, as Sente's <c>[:chsk/close]</c> does. The client reconnects at once.</summary>
    public static readonly PortClose ByApp = new(1000, "");

    /// <summary>A newer transport of the same client replaced this one.</summary>
    public static readonly PortClose Replaced = new(1000, "");

    /// <summary>
    /// A newer transport with the same client-id, but not with the session of this extended client, replaced this one: another tab has the client-id, so
    /// this client takes a new one. A poll is answered with 503 and the reason.
    /// </summary>
    public static readonly PortClose ClientIdInUse = new(1000, "this client-id is in use: take another");

    /// <summary>The client did not answer a keep-alive ping.</summary>
    public static readonly PortClose PingTimeout = new(1000, "");

    /// <summary>The authentication of the transport's request has expired. The client reconnects at once and is checked again.</summary>
    public static readonly PortClose AuthenticationExpired = new(1000, "authentication expired");

    /// <summary>The host is stopping.</summary>
    public static readonly PortClose HostStops = new(1001, "server is stopping");

    /// <summary>The client sent a binary frame with a text packer, or a text frame with a binary packer.</summary>
    public static PortClose WrongFrameType(string reason) => new(1003, reason);

    /// <summary>The client sent too many malformed messages.</summary>
    public static PortClose Malformed(string reason) => new(1007, reason);

    /// <summary>The client sent a message above the size limit.</summary>
    public static PortClose TooBig(string reason) => new(1009, reason);

    /// <summary>The client may try again later: a limit was reached, the outbox is full, or the user can't be reached.</summary>
    public static PortClose TryLater(string reason) => new(1013, reason);
}
