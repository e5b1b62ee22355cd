namespace Sente.Actors;

/// <summary>One registered handler: where the events of a pattern go. Called by connection actors of this node, many at once.</summary>
internal abstract class RegisteredHandler(string pattern)
{
    /// <summary>What it is registered for: names it in logs.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>
    /// Takes the event; never blocks, never throws. Whoever takes it calls <see cref="EventMsg.Complete"/> when it is done.
    /// </summary>
    /// <param name="msg">The event.</param>
    /// <param name="queue">The connection's own queue, for handlers that run in order per connection.</param>
    public abstract void Handle(EventMsg msg, EventQueue queue);

    /// <summary>A request waits for this handler's reply. Only a handler that can end without answering cares.</summary>
    public virtual void Track(Reply reply)
    {
    }

    /// <summary>The request has been answered or has timed out.</summary>
    public virtual void Untrack(Reply reply)
    {
    }

    /// <summary>The handler was removed from its pattern.</summary>
    public virtual void Removed()
    {
    }
}
