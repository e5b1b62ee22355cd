using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The end of one transport (a WebSocket, or one held poll) on its node, as its connection actor sees it. A connection actor on another node has a
/// <see cref="RemotePort"/>, which sends each call to the <see cref="GatewayActor"/> of this port's node.
/// <code>
///   transport --Gateway.Attach--> region -> user -> connection --Attached / Refused--> port
///   connection --Write, Close, Pause, Resume, Grant--> port --ClientEvent, PortWritten, PortClosed--> connection
/// </code>
/// The connection actor makes one call at a time, but on different threads. Implementations never block.
/// </summary>
internal abstract class Port(long number, PortTraits traits) : IEventCredit
{
    /// <summary>The attach number. It is unique in the cluster, so that a connection recognizes late reports of an older port.</summary>
    public long Number { get; } = number;

    /// <summary>The properties of the transport that the connection needs.</summary>
    public PortTraits Traits { get; } = traits;

    /// <summary>The gateway of the connection's node, if that is another node. This node's gateway sets and watches it; null: the connection is on this node.</summary>
    public IActorRef? ConnectionGateway { get; set; }

    /// <summary>
    /// Attaches the port to a connection. The port writes its handshake before anything else, and then starts to read. If it has closed in the meantime,
    /// it sends <see cref="PortClosed"/> at once.
    /// </summary>
    /// <param name="connection">The connection actor, which receives the client's events and the port's reports.</param>
    /// <param name="handshake">
    /// The handshake with which the port begins: for every WebSocket, and for polls whose client asks for one or is not known. Null: none.
    /// </param>
    public abstract void Attached(IActorRef connection, Handshake? handshake);

    /// <summary>Ends the transport, because the user refused the attach: <em>before</em> a handshake, which makes stock clients wait longer before they reconnect.</summary>
    public abstract void Refused(PortClose close);

    /// <summary>
    /// Writes one packed message, and takes ownership of <paramref name="frame"/>. Returns true if the transport has taken the bytes. Otherwise the
    /// connection writes nothing more until it receives <see cref="PortWritten"/>. A port that fails or has closed returns false and sends
    /// <see cref="PortClosed"/>.
    /// </summary>
    /// <param name="frame">The message.</param>
    /// <param name="isPush">Whether the message is a push, which counts as activity for keep-alive, or a reply, which does not (docs/protocol.md, "WebSocket").</param>
    public abstract bool Write(FrameBuffer frame, bool isPush);

    /// <summary>Gives back the credit of incoming events that were handled. Called on any thread.</summary>
    public abstract void Grant(int events, int bytes);

    /// <summary>Stops reading until <see cref="Resume"/>, because too many requests wait for replies.</summary>
    public abstract void Pause();

    /// <summary>Reads again.</summary>
    public abstract void Resume();

    /// <summary>Ends the transport after the messages written so far. The port does not report it to the connection.</summary>
    public abstract void Close(PortClose close);

    /// <summary>Called when the connection no longer uses this port, because the transport has ended or a newer port replaced it.</summary>
    public virtual void Detached()
    {
    }

    /// <summary>Checks keep-alive. The gateway calls it with each sweep, on any thread, but never twice at once.</summary>
    /// <param name="now">The monotonic time.</param>
    public virtual void Sweep(TimeSpan now)
    {
    }
}

/// <summary>The handshake of a transport, with the session of an extended client.</summary>
/// <param name="Session">The session; null: a stock client.</param>
/// <param name="Number">The number of the event before the next one.</param>
internal sealed record Handshake(string? Session, long Number)
{
    /// <summary>The handshake of a stock client.</summary>
    public static Handshake Stock { get; } = new(null, 0);
}

/// <summary>Receives the credit of an event when it was handled: the WebSocket or the POST that read it.</summary>
internal interface IEventCredit
{
    /// <summary>Gives back the credit of events that were handled. Called on any thread.</summary>
    void Grant(int events, int bytes);
}
