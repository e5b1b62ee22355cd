using Akka.Actor;

namespace Sente.Actors;

/// <summary>A call of <see cref="Port"/>, as a message from a connection actor on another node to this node's gateway.</summary>
internal interface IPortCommand : IRemoteMessage
{
    /// <summary>The attach number of the port.</summary>
    long Port { get; }
}

/// <summary>Calls <see cref="Sente.Actors.Port.Attached"/>.</summary>
/// <param name="Port">The attach number of the port.</param>
/// <param name="Connection">The connection actor.</param>
/// <param name="Gateway">The gateway of the connection's node, which the receiver watches.</param>
/// <param name="Handshake">The handshake with which the port begins; null: none.</param>
internal sealed record PortAttached(long Port, IActorRef Connection, IActorRef Gateway, Handshake? Handshake) : IPortCommand;

/// <summary>Calls <see cref="Sente.Actors.Port.Refused"/>.</summary>
internal sealed record PortRefused(long Port, PortClose Close) : IPortCommand;

/// <summary>Calls <see cref="Sente.Actors.Port.Write"/>. The connection always gets a <see cref="PortWritten"/>.</summary>
internal sealed record PortWrite(long Port, ReadOnlyMemory<byte> Frame, bool IsPush, IActorRef Connection) : IPortCommand;

/// <summary>Calls <see cref="Sente.Actors.Port.Grant"/>, for several events together.</summary>
internal sealed record PortGrant(long Port, int Events, int Bytes) : IPortCommand;

/// <summary>Calls <see cref="Sente.Actors.Port.Pause"/> or <see cref="Sente.Actors.Port.Resume"/>.</summary>
internal sealed record PortPause(long Port, bool Paused) : IPortCommand;

/// <summary>Calls <see cref="Sente.Actors.Port.Close"/>.</summary>
internal sealed record PortEnd(long Port, PortClose Close) : IPortCommand;

/// <summary>From a handler, by <see cref="PostReply"/>: the reply to a POST.</summary>
internal sealed record PostReplied(long Post, ReplyContent Content) : IRemoteMessage;

/// <summary>From the user's node: a POSTed event was handled, and its credit is given back.</summary>
internal sealed record PostDone(long Credit) : IRemoteMessage;

/// <summary>Makes the gateway check the keep-alive of its ports.</summary>
internal sealed class SweepPorts : INoSerializationVerificationNeeded
{
    public static readonly SweepPorts Instance = new();

    private SweepPorts()
    {
    }
}

/// <summary>From a connection of this node: it has a port on the node of the gateway, which must be watched.</summary>
internal sealed record WatchGateway(IActorRef Gateway) : INoSerializationVerificationNeeded;
