namespace Sente.Actors;

/// <summary>Why the server ends a transport. WebSockets get <see cref="Code"/> and <see cref="Reason"/>; a held poll ends with <c>[:chsk/timeout nil]</c>.</summary>
/// <param name="Code">The WebSocket close code (docs/protocol.md, "Refusals and close codes").</param>
/// <param name="Reason">What was wrong, for people; at most 123 bytes of UTF-8, empty where Sente sends none.</param>
internal readonly record struct PortClose(ushort Code, string Reason)
{
    /// <summary>The app closed the user, as Sente's <c>[:chsk/close]</c> does; the client comes straight back.</summary>
    public static readonly PortClose ByApp = new(1000, "");

    /// <summary>A newer transport of the same client took over.</summary>
    public static readonly PortClose Replaced = new(1000, "");

    /// <summary>
    /// A newer transport of the same client-id took over, which didn't show the session of this client with the extension: another tab has
    /// the client-id, so this one takes another. A poll is answered 503 with the reason.
    /// </summary>
    public static readonly PortClose ClientIdInUse = new(1000, "this client-id is in use: take another");

    /// <summary>No answer to a keep-alive ping.</summary>
    public static readonly PortClose PingTimeout = new(1000, "");

    /// <summary>The authentication of the transport's request has expired; the client comes straight back, to be checked anew.</summary>
    public static readonly PortClose AuthenticationExpired = new(1000, "authentication expired");

    /// <summary>The host stops.</summary>
    public static readonly PortClose HostStops = new(1001, "server is stopping");

    /// <summary>A binary frame to a text packer, or the other way round.</summary>
    public static PortClose WrongFrameType(string reason) => new(1003, reason);

    /// <summary>Too many malformed frames.</summary>
    public static PortClose Malformed(string reason) => new(1007, reason);

    /// <summary>A message over the limit.</summary>
    public static PortClose TooBig(string reason) => new(1009, reason);

    /// <summary>Not now, perhaps later: limits, a full outbox, a region that isn't ready.</summary>
    public static PortClose TryLater(string reason) => new(1013, reason);
}
