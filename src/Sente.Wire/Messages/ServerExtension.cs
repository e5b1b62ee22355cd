namespace Sente.Wire;

/// <summary>
/// The third element of a server message, for clients that asked for the extension by <c>sente-x=1</c>. What is null or false
/// is left out.
/// </summary>
public sealed record ServerExtension
{
    /// <summary><c>:session</c>, in a handshake: names the session, unguessably.</summary>
    public string? Session { get; init; }

    /// <summary><c>:n</c>: in a handshake, the number before the next event's; in a batch, that of its last event.</summary>
    public long? Number { get; init; }

    /// <summary><c>:resumed?</c>, in a handshake: whether outbox and pending requests were kept.</summary>
    public bool? Resumed { get; init; }

    /// <summary><c>:probe</c>, in the handshake of a probe.</summary>
    public bool Probe { get; init; }

    /// <summary><c>:b</c>, in a batch of broadcast and group events: the cursor that the client gives back.</summary>
    public string? Cursor { get; init; }

    /// <summary><c>:replies</c>, in a poll's answer: replies to requests made on a socket.</summary>
    public IReadOnlyList<(CallbackId Callback, EncodedValue Reply)>? Replies { get; init; }

    /// <summary><c>:gap</c>: the numbers of the first and last event that are lost.</summary>
    public (long From, long To)? Gap { get; init; }

    /// <summary><c>:window</c>: this node is going; reconnect at a random time within so many milliseconds.</summary>
    public int? Window { get; init; }
}
