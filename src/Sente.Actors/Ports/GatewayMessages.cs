using Akka.Actor;

namespace Sente.Actors;

/// <summary>What a connection actor on another node tells this node's gateway: the calls of <see cref="Port"/>, as messages.</summary>
internal interface IPortCommand : IRemoteMessage
{
    /// <summary>Attach number of the port it is for.</summary>
    long Port { get; }
}

/// <summary><see cref="Sente.Actors.Port.Attached"/>.</summary>
/// <param name="Port">Attach number.</param>
/// <param name="Connection">The connection actor.</param>
/// <param name="Gateway">The gateway of the connection's node: what this side watches.</param>
/// <param name="Handshake">The handshake that the port begins with, if any.</param>
internal sealed record PortAttached(long Port, IActorRef Connection, IActorRef Gateway, Handshake? Handshake) : IPortCommand;

/// <summary><see cref="Sente.Actors.Port.Refused"/>.</summary>
internal sealed record PortRefused(long Port, PortClose Close) : IPortCommand;

/// <summary><see cref="Sente.Actors.Port.Write"/>; the connection is told <see cref="PortWritten"/>, always.</summary>
internal sealed record PortWrite(long Port, ReadOnlyMemory<byte> Frame, bool IsPush, IActorRef Connection) : IPortCommand;

/// <summary><see cref="Sente.Actors.Port.Grant"/>, added up.</summary>
internal sealed record PortGrant(long Port, int Events, int Bytes) : IPortCommand;

/// <summary><see cref="Sente.Actors.Port.Pause"/> and <see cref="Sente.Actors.Port.Resume"/>.</summary>
internal sealed record PortPause(long Port, bool Paused) : IPortCommand;

/// <summary><see cref="Sente.Actors.Port.Close"/>.</summary>
internal sealed record PortEnd(long Port, PortClose Close) : IPortCommand;

/// <summary>From a handler, by <see cref="PostReply"/>: the answer to a POST.</summary>
internal sealed record PostReplied(long Post, ReplyContent Content) : IRemoteMessage;

/// <summary>From the user's node: a POSTed event is done; its credit goes back.</summary>
internal sealed record PostDone(long Credit) : IRemoteMessage;

/// <summary>Time for the gateway to look after its ports' keep-alive.</summary>
internal sealed class SweepPorts : INoSerializationVerificationNeeded
{
    public static readonly SweepPorts Instance = new();

    private SweepPorts()
    {
    }
}

/// <summary>From a connection of this node: one of its ports is behind that gateway, on another node.</summary>
internal sealed record WatchGateway(IActorRef Gateway) : INoSerializationVerificationNeeded;
