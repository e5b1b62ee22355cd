using Sente.Wire;

namespace Sente.Actors;

/// <summary>Sent by <see cref="ConnectionReply"/> to the connection actor: a handler's answer to a request.</summary>
/// <param name="Callback">The request's callback.</param>
/// <param name="Content">The answer.</param>
internal sealed record HandlerReply(CallbackId Callback, ReplyContent Content) : IRemoteMessage;

/// <summary>To <see cref="EventMsg.Users"/>, by <see cref="EventMsg.PushBack"/>: an event for the client that sent one.</summary>
/// <param name="Uid">The client's user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Entity">The entity that serves the client, by <see cref="EntityIds"/>.</param>
/// <param name="Event">The event.</param>
internal sealed record PushBack(string Uid, string ClientId, string Entity, Event Event) : IRemoteMessage;
