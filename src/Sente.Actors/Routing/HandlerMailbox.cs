using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Sente.Actors;

/// <summary>
/// The mailbox of pooled handler actors. An event is done when its handler has taken it: taking it gives the credit back to the
/// connection. And it knows the event in hand, so that a failure can be answered to the client whose event it was.
/// </summary>
/// <remarks>Named <c>sente.handler-mailbox</c> in the library's HOCON; Akka makes it by reflection.</remarks>
internal sealed class HandlerMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<HandlerMessageQueue>
{
    /// <summary>Name in HOCON.</summary>
    public const string Id = "sente.handler-mailbox";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => HandlerMessageQueue.For(owner);
}
