using System.Collections.Concurrent;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>The services and actors of a node that its user actors use.</summary>
/// <param name="Connections">What the user's connections use.</param>
/// <param name="Bans">The users that the app refuses for a time.</param>
/// <param name="MisbehavedClients">Clients without a user, session and cookie that broke a bound, by address and client-id.</param>
/// <param name="LocalUsers">The user actors of this node that have connections, and whether each is an anonymous client: the receivers of a push to all.</param>
/// <param name="Presence">The actor that is sent each change of a user's presence (<see cref="UserPresence"/>).</param>
internal sealed record UserServices(
    ConnectionServices Connections, NodeBans Bans, NodeMisbehavedClients MisbehavedClients, ConcurrentDictionary<IActorRef, bool> LocalUsers, IActorRef Presence)
{
    /// <summary>The node's services.</summary>
    public NodeServices Node => Connections.Node;

    /// <summary>Finds the port that asks to be attached.</summary>
    public PortFinder Ports => Connections.Ports;

    /// <summary>Hands POSTed events to their handlers.</summary>
    public PostedEvents PostedEvents => Connections.PostedEvents;

    /// <summary>The node's <see cref="Sente.Users"/> actor.</summary>
    public IActorRef Users => Connections.Users;
}
