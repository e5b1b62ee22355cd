namespace Sente.Actors;

/// <summary>Whether the node still has all the actors that it can't serve users without. Any thread.</summary>
internal sealed class NodeHealth
{
    private string? _lostActor;

    /// <summary>Name of the first of those actors that has ended; null while all run.</summary>
    public string? LostActor => Volatile.Read(ref _lostActor);

    /// <summary>Reports that one of those actors has ended.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Lose(string actor) => Interlocked.CompareExchange(ref _lostActor, actor, null) is null;
}
