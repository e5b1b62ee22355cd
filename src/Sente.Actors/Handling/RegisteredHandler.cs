namespace Sente.Actors;

/// <summary>A handler that is registered for a pattern. Thread-safe: the connection actors of the node call it in parallel.</summary>
/// <param name="pattern">The pattern as the app wrote it.</param>
internal abstract class RegisteredHandler(string pattern)
{
    /// <summary>The pattern as the app wrote it, which identifies the handler in logs.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>
    /// Handles an event, or passes it on. Never blocks and never throws. The implementation calls <see cref="EventMsg.Complete"/> when the event is done.
    /// </summary>
    /// <param name="msg">The event.</param>
    /// <param name="queue">The queue of the client, for handlers that keep each client's events in order.</param>
    public abstract void Handle(EventMsg msg, EventQueue queue);

    /// <summary>Records that a request waits for this handler's reply. Only handlers that can end without an answer need it.</summary>
    public virtual void Track(Reply reply)
    {
    }

    /// <summary>Records that the request has been answered or has timed out.</summary>
    public virtual void Untrack(Reply reply)
    {
    }

    /// <summary>Releases what the handler holds, because it was removed from its pattern.</summary>
    public virtual void Removed()
    {
    }
}
