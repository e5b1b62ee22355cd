using Akka.Actor;

namespace Sente.Actors;

/// <summary>The actors that a node can't serve users without.</summary>
/// <param name="Gateway">Reaches the node's transports from other nodes (<see cref="GatewayActor"/>).</param>
/// <param name="Bans">Keeps the bans of all nodes alike (<see cref="BansActor"/>).</param>
/// <param name="Users">The actor that apps Tell pushes to (<see cref="UsersActor"/>).</param>
/// <param name="Presence">Keeps the table of the node's connected users (<see cref="PresenceActor"/>).</param>
/// <param name="HandlerWatcher">Watches the app's own actors that handle events (<see cref="HandlerWatcherActor"/>).</param>
/// <param name="Region">The region of the user actors.</param>
internal sealed record NodeActors(IActorRef Gateway, IActorRef Bans, IActorRef Users, IActorRef Presence, IActorRef HandlerWatcher, IActorRef Region)
{
    /// <summary>All of them.</summary>
    public IEnumerable<IActorRef> All => [Gateway, Bans, Users, Presence, HandlerWatcher, Region];
}
