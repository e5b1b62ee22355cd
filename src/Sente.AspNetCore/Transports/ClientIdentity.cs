using System.Buffers;
using Microsoft.Extensions.Logging;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Whose transport it is, and what its handshake says.</summary>
/// <param name="Uid">The user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Entity">The entity that serves it, by <see cref="EntityIds"/>.</param>
/// <param name="HandshakeData">What the app adds to the handshake, or null.</param>
internal sealed record ClientIdentity(string Uid, string ClientId, string Entity, EncodedValue? HandshakeData)
{
    /// <summary>Distinguishes the client from all other clients of its uid.</summary>
    public string Key => EntityIds.ClientKey(Uid, ClientId, Entity);

    /// <summary>The client's address, or null where there is none.</summary>
    public string? Address { get; init; }

    /// <summary>When a WebSocket is closed because its authentication ends; null: never.</summary>
    public DateTimeOffset? AuthenticationExpires { get; init; }

    /// <summary>The log for what this client causes.</summary>
    /// <param name="log">The node's.</param>
    /// <param name="detail">What else makes a line worth writing.</param>
    public ILogger LogOf(ClientLog log, string detail = "") => log.Of(Uid, ClientId, Address, detail);

    /// <summary>Writes the handshake message; a third element only for a session (docs/protocol.md, "The extension").</summary>
    public void WriteHandshake(IBufferWriter<byte> to, Packer packer, Handshake handshake)
    {
        var extension = handshake.Session is null
            ? null
            : new ServerExtension { Session = handshake.Session, Number = handshake.Number, Resumed = false };
        packer.WriteHandshake(to, Uid == Sente.Uid.Nil ? null : Uid, HandshakeData, extension);
    }
}
