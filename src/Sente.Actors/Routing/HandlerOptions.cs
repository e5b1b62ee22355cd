namespace Sente;

/// <summary>How the delegate of one pattern runs.</summary>
public sealed class HandlerOptions
{
    /// <summary>
    /// Threads of a node that this pattern's delegates may hold at a time; an async delegate holds none while it awaits. More events wait,
    /// in fair order over the clients. At least 1; null: <see cref="SenteLimits.MaxHandlerThreadsPerPattern"/>.
    /// </summary>
    public int? MaxThreads { get; set; }
}
