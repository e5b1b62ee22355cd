using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>The client of one connection: its identity, its newest HTTP request, and its log.</summary>
/// <param name="uid">The client's user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="clientId">The client-id.</param>
/// <param name="entity">The entity that owns its connection, named by <see cref="EntityIds"/>.</param>
/// <param name="log">The node's log for lines that clients cause.</param>
internal sealed class ConnectedClient(string uid, string clientId, string entity, ClientLog log)
{
    /// <summary>The client's user, or <see cref="Sente.Uid.Nil"/>.</summary>
    public string Uid { get; } = uid;

    /// <summary>The client-id.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The entity that owns the client's connection, named by <see cref="EntityIds"/>.</summary>
    public string Entity { get; } = entity;

    /// <summary>Whether the client's user or browser is known. Otherwise anybody could claim to be this client by naming its client-id.</summary>
    public bool IsProven => EntityIds.IsProven(Entity);

    /// <summary>The key of the client's queue in <see cref="ClientQueues"/>.</summary>
    public string QueueKey => EntityIds.ClientKey(Uid, ClientId, Entity);

    /// <summary>The HTTP request of the client's newest transport.</summary>
    public RequestInfo Request { get; set; } = RequestInfo.Empty;

    /// <summary>The log for lines that this client causes.</summary>
    public ILogger Log => log.Of(Uid, ClientId, Request.RemoteAddress);
}
