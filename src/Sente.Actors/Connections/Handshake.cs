namespace Sente.Actors;

/// <summary>How a transport begins: with the handshake message, and for those that asked for the extension with what is known of their session.</summary>
/// <param name="Session">Names the session, unguessably; null for a stock client.</param>
/// <param name="Number">The next event's number less one.</param>
internal sealed record Handshake(string? Session, long Number)
{
    /// <summary>The handshake of a stock client.</summary>
    public static Handshake Stock { get; } = new(null, 0);
}
