namespace Sente.Actors;

/// <summary>The properties of a transport that its connection needs; they are sent with the attach.</summary>
/// <param name="Kind">WebSocket or Ajax.</param>
/// <param name="Packer">The name of the packer, which every node knows.</param>
/// <param name="Extended">Whether the transport's own request had <c>sente-x=1</c> (docs/protocol.md, "The extension").</param>
/// <param name="SendBuffer">How long pushes wait for others to be sent with; zero: sent at once if the connection is quiet.</param>
/// <param name="CloseGrace">How long the client may be away before presence reports that it has left: by default 2.5 s (WebSocket) or 5 s (polls).</param>
/// <param name="Handshake">Whether the client wants a handshake: on every WebSocket, and on polls with <c>handshake?</c>.</param>
/// <param name="Session">The session that the client wants to resume (<c>sente-session</c>); null: none.</param>
/// <param name="Ack">The number of the last event of that session that the client has passed to its app (<c>sente-ack</c>); null: none.</param>
/// <param name="SessionSecret">
/// The start of this client's session ids, by which the client finds its entity again (<see cref="EntityIds.OfSecret"/>); null: its user or its browser's
/// cookie is known.
/// </param>
internal sealed record PortTraits(
    TransportKind Kind,
    string Packer,
    bool Extended,
    TimeSpan SendBuffer,
    TimeSpan CloseGrace,
    bool Handshake,
    string? Session = null,
    long? Ack = null,
    string? SessionSecret = null);
