using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The only kind of <see cref="EventMsg"/>: it keeps Akka's marker out of the public type. Without the marker, tests with
/// <c>akka.actor.serialize-messages</c> would copy the message and lose its credit.
/// </summary>
internal sealed class LocalEventMsg(
    Event @event,
    string uid,
    string clientId,
    RequestInfo request,
    Reply? reply,
    IEventCredit? credit = null,
    int size = 0,
    IActorRef? users = null,
    string? entity = null)
    : EventMsg(@event, uid, clientId, request, reply, credit, size, users, entity), INoSerializationVerificationNeeded;
