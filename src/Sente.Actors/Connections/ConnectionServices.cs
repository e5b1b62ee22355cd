using Akka.Actor;

namespace Sente.Actors;

/// <summary>The services and actors of a node that its connection actors use.</summary>
/// <param name="Node">The services that all share.</param>
/// <param name="Ports">Finds the port that asks to be attached.</param>
/// <param name="Router">The handlers.</param>
/// <param name="Queues">The order of each client's events.</param>
/// <param name="PostedEvents">Hands POSTed events to their handlers.</param>
/// <param name="Users">The node's <see cref="Sente.Users"/> actor.</param>
internal sealed record ConnectionServices(
    NodeServices Node, PortFinder Ports, EventRouter Router, ClientQueues Queues, PostedEvents PostedEvents, IActorRef Users);
