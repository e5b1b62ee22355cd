namespace Sente;

/// <summary>What happens when a client's outbox is full.</summary>
public enum OverflowPolicy
{
    /// <summary>The client is closed (1013) and may come back: it then knows that it has missed something. The default.</summary>
    Close,

    /// <summary>The oldest events that are not on their way yet make room.</summary>
    DropOldest,

    /// <summary>The new event is refused.</summary>
    DropNewest,
}
