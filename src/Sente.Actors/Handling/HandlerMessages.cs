using Sente.Wire;

namespace Sente.Actors;

/// <summary>Sent by <see cref="ConnectionReply"/> to the connection actor: a handler's answer to a request.</summary>
/// <param name="Callback">The request's callback.</param>
/// <param name="Content">The answer.</param>
internal sealed record HandlerReply(CallbackId Callback, ReplyContent Content) : IRemoteMessage;

/// <summary>Sent by <see cref="EventMsg.PushBack"/> to <see cref="EventMsg.Users"/>: an event for the client that sent one.</summary>
/// <param name="Uid">The uid of the client's user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client-id.</param>
/// <param name="Entity">The entity that serves the client, by <see cref="EntityIds"/>.</param>
/// <param name="Event">The event.</param>
internal sealed record PushBack(string Uid, string ClientId, string Entity, Event Event) : IRemoteMessage;
