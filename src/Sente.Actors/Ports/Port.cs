using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The node-local end of one transport (a WebSocket, or one held poll), as its connection actor sees it. The connection actor may live on
/// another node: then it holds a <see cref="RemotePort"/>, whose calls travel to this port's <see cref="GatewayActor"/>.
/// <code>
///   transport --Gateway.Attach--> region -> user -> connection --Attached / Refused--> port
///   connection --Write, Close, Pause, Resume, Grant--> port --ClientEvent, PortWritten, PortClosed--> connection
/// </code>
/// Calls come from one thread at a time per connection, but not always from the same one; implementations never block.
/// </summary>
internal abstract class Port(long number, PortTraits traits) : IEventCredit
{
    /// <summary>The attach number: unique among all nodes' ports, so that a late report of an older port is known for what it is.</summary>
    public long Number { get; } = number;

    /// <summary>What the connection must know of this transport.</summary>
    public PortTraits Traits { get; } = traits;

    /// <summary>The gateway of the node that holds the connection; kept by this node's gateway actor, which watches it.</summary>
    public IActorRef? ConnectionGateway { get; set; }

    /// <summary>
    /// The connection took this port. The port sends its handshake before anything else, then starts to read.
    /// A port that closed in the meantime tells <see cref="PortClosed"/> at once.
    /// </summary>
    /// <param name="connection">The connection actor: where client events and reports go.</param>
    /// <param name="handshake">The handshake it begins with: every WebSocket, and polls of a client that asks for one or isn't known. Else null.</param>
    public abstract void Attached(IActorRef connection, Handshake? handshake);

    /// <summary>The user refused the attach: the transport ends <em>before</em> a handshake, which makes stock clients back off.</summary>
    public abstract void Refused(PortClose close);

    /// <summary>
    /// Writes one packed message; takes ownership of <paramref name="frame"/>. Answers true when the bytes have been handed to the
    /// transport. Otherwise they will be, and then <see cref="PortWritten"/> is told to the connection, which writes nothing until then.
    /// A port that fails or has closed answers false and tells <see cref="PortClosed"/>.
    /// </summary>
    /// <param name="frame">The message.</param>
    /// <param name="isPush">Whether it is a push, which counts as activity for keep-alive, or a reply, which doesn't (docs/protocol.md, "WebSocket").</param>
    public abstract bool Write(FrameBuffer frame, bool isPush);

    /// <summary>Gives back credit for incoming events that are done. Any thread.</summary>
    public abstract void Grant(int events, int bytes);

    /// <summary>Stops reading until <see cref="Resume"/>: too many requests wait for replies.</summary>
    public abstract void Pause();

    /// <summary>Reads again.</summary>
    public abstract void Resume();

    /// <summary>Ends the transport; what was written before still goes out. Nothing is told to the connection for it.</summary>
    public abstract void Close(PortClose close);

    /// <summary>The connection has let go of this port: it has ended, or a newer one took over.</summary>
    public virtual void Detached()
    {
    }

    /// <summary>Keep-alive, called by the gateway's sweep with the monotonic time. Any thread, never two at once.</summary>
    public virtual void Sweep(TimeSpan now)
    {
    }
}

/// <summary>How a transport begins: with the handshake message, and for those that asked for the extension with what is known of their session.</summary>
/// <param name="Session">Names the session, unguessably; null for a stock client.</param>
/// <param name="Number">The next event's number less one.</param>
internal sealed record Handshake(string? Session, long Number)
{
    /// <summary>The handshake of a stock client.</summary>
    public static Handshake Stock { get; } = new(null, 0);
}

/// <summary>Where an event's credit goes back to when the event is done: the socket or the POST that it came by.</summary>
internal interface IEventCredit
{
    /// <summary>Gives back credit for events that are done. Any thread.</summary>
    void Grant(int events, int bytes);
}
