using System.Collections.Concurrent;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>The services and actors of a node that its user actors use.</summary>
/// <param name="Connections">The services and actors that the users' connections use.</param>
/// <param name="Bans">The node's bans.</param>
/// <param name="MisbehavedClients">The clients that broke a bound and whose entity ends with their transport, by address and client-id.</param>
/// <param name="LocalUsers">The user actors of this node that have connections, each with whether it is an anonymous client's: they receive pushes to all.</param>
/// <param name="Presence">The actor that receives each change of a user's presence (<see cref="UserPresence"/>).</param>
internal sealed record UserServices(
    ConnectionServices Connections, NodeBans Bans, NodeMisbehavedClients MisbehavedClients, ConcurrentDictionary<IActorRef, bool> LocalUsers, IActorRef Presence)
{
    /// <summary>The node's services.</summary>
    public NodeServices Node => Connections.Node;

    /// <summary>Finds the port that asks to be attached.</summary>
    public PortFinder Ports => Connections.Ports;

    /// <summary>Passes POSTed events to their handlers.</summary>
    public PostedEvents PostedEvents => Connections.PostedEvents;

    /// <summary>The node's <see cref="Sente.Users"/> actor.</summary>
    public IActorRef Users => Connections.Users;
}
