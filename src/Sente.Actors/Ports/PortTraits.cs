namespace Sente.Actors;

/// <summary>What a connection must know of the transport it is attached to; a few bytes that travel with the attach.</summary>
/// <param name="Kind">WebSocket or Ajax.</param>
/// <param name="Packer">Name of the packer, known on every node.</param>
/// <param name="Extended">Whether this transport's own request had <c>sente-x=1</c> (docs/protocol.md, "The extension").</param>
/// <param name="SendBuffer">How long pushes gather before they are sent; zero is adaptive: at once when quiet.</param>
/// <param name="CloseGrace">How long the client may take to return before presence says closed (2.5 s / 5 s).</param>
/// <param name="Handshake">Whether this transport asks for a handshake: every WebSocket, and polls with <c>handshake?</c>.</param>
/// <param name="Session">The session that the client says it had (<c>sente-session</c>).</param>
/// <param name="Ack">Up to which event of that session it has handed everything to its app (<c>sente-ack</c>).</param>
/// <param name="SessionSecret">
/// How the names of this client's sessions begin, so that it finds its entity again (<see cref="EntityIds.OfSecret"/>); null where its user or browser
/// is known.
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
