using Akka.Actor;

namespace Sente.Actors;

/// <summary>The services and actors of a node that its connection actors use.</summary>
/// <param name="Node">The services that all actors of the node share.</param>
/// <param name="Ports">Finds the port that asks to be attached.</param>
/// <param name="Router">Passes events to their handlers.</param>
/// <param name="Queues">Keep each client's events in order.</param>
/// <param name="PostedEvents">Passes POSTed events to their handlers.</param>
/// <param name="Users">The node's <see cref="Sente.Users"/> actor.</param>
internal sealed record ConnectionServices(
    NodeServices Node, PortFinder Ports, EventRouter Router, ClientQueues Queues, PostedEvents PostedEvents, IActorRef Users);
