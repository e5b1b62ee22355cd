using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>The client of one connection: what it is known by, its newest request, and its log.</summary>
/// <param name="uid">The client's user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="clientId">The client.</param>
/// <param name="entity">The entity that serves it, by <see cref="EntityIds"/>.</param>
/// <param name="log">The node's log of what clients cause.</param>
internal sealed class ConnectedClient(string uid, string clientId, string entity, ClientLog log)
{
    /// <summary>The client's user, or <see cref="Sente.Uid.Nil"/>.</summary>
    public string Uid { get; } = uid;

    /// <summary>The client-id.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The entity that serves the client, by <see cref="EntityIds"/>.</summary>
    public string Entity { get; } = entity;

    /// <summary>Whether the client's user or browser is known; otherwise a client-id alone proves nothing.</summary>
    public bool IsProven => EntityIds.IsProven(Entity);

    /// <summary>The key of the client's queue in <see cref="ClientQueues"/>.</summary>
    public string QueueKey => EntityIds.ClientKey(Uid, ClientId, Entity);

    /// <summary>The request of the client's newest transport.</summary>
    public RequestInfo Request { get; set; } = RequestInfo.Empty;

    /// <summary>The log of what this client causes.</summary>
    public ILogger Log => log.Of(Uid, ClientId, Request.RemoteAddress);
}
