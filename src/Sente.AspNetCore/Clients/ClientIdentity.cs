using System.Buffers;
using Microsoft.Extensions.Logging;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>The client of one request, as the checks of its endpoint found it.</summary>
/// <param name="Uid">The user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client-id.</param>
/// <param name="Entity">The name of the entity that serves it, by <see cref="EntityIds"/>.</param>
/// <param name="Packer">The packer that its messages use.</param>
internal sealed record ClientIdentity(string Uid, string ClientId, string Entity, Packer Packer)
{
    /// <summary>
    /// The first half of the client's session names, for a client that nothing else identifies (<see cref="AspNetCore.SessionSecret"/>); null for
    /// one whose user or browser is known, and for one that only has its client-id.
    /// </summary>
    public string? SessionSecret { get; init; }

    /// <summary>The data that the app adds to the handshake, or null.</summary>
    public EncodedValue? HandshakeData { get; init; }

    /// <summary>The client's IP address, or null where the server knows none.</summary>
    public string? Address { get; init; }

    /// <summary>The time at which its WebSocket is closed because its authentication expires; null: never.</summary>
    public DateTimeOffset? AuthenticationExpires { get; init; }

    /// <summary>Distinguishes the client from all others of its user.</summary>
    public string Key => EntityIds.ClientKey(Uid, ClientId, Entity);

    /// <summary>Returns the logger for events that this client causes.</summary>
    /// <param name="log">The node's log.</param>
    /// <param name="detail">Distinguishes lines of one event id that are limited separately, such as a close code.</param>
    public ILogger LogOf(ClientLog log, string detail = "") => log.Of(Uid, ClientId, Address, detail);

    /// <summary>Writes the handshake; only a session needs its third element (docs/protocol.md, "The extension").</summary>
    public void WriteHandshake(IBufferWriter<byte> to, Handshake handshake)
    {
        var extension = handshake.Session is null
            ? null
            : new ServerExtension { Session = handshake.Session, Number = handshake.Number, Resumed = false };
        Packer.WriteHandshake(to, Uid == Sente.Uid.Nil ? null : Uid, HandshakeData, extension);
    }
}
