namespace Sente.Wire;

/// <summary>A message from a client, <c>[[:ns/id data] ?callback ?extension]</c>, its data still packed.</summary>
internal readonly struct ClientMessage
{
    /// <summary>The event's id without its colon; <see cref="Wire.EventId.BadEvent"/> for a bad one; null for none.</summary>
    public string? EventId { get; init; }

    /// <summary>The event's data; of a bad event, what was given in its place.</summary>
    public EventData Data { get; init; }

    /// <summary>Whether what stands for an event has not the form of one. It is routed as <c>:chsk/bad-event</c> and never answered.</summary>
    public bool IsBadEvent { get; init; }

    /// <summary>What to mark the reply with, if the client wants one.</summary>
    public CallbackId? Callback { get; init; }

    /// <summary>Extension <c>:ack</c>: the client's app has been handed all events up to this number. 0 or more.</summary>
    public long? Ack { get; init; }

    /// <summary>Whether the message brings an event, good or bad; else only an extension.</summary>
    public bool HasEvent => EventId is not null;
}
