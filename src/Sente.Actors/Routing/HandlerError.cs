namespace Sente;

/// <summary>A handler failed on an event, or there was none. The client, if it waits, has been answered <c>:chsk/error</c>.</summary>
/// <param name="Message">The event.</param>
/// <param name="Exception">What was thrown; null when no handler matches, or the handler's actor has ended.</param>
public sealed record HandlerError(EventMsg Message, Exception? Exception);
