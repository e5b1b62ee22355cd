namespace Sente.Actors;

/// <summary>Where a container finds the node that its actor system started.</summary>
internal sealed class SenteNodeSlot
{
    private volatile SenteNode? _node;

    /// <summary>The node.</summary>
    /// <exception cref="InvalidOperationException">It has not started yet, or the actor system was made without Sente.</exception>
    public SenteNode Node
    {
        get => _node ?? throw new InvalidOperationException(
            "Sente has not started: the host isn't running yet, or the app's own AddAkka(...) lacks WithSente().");
        set => _node = value;
    }

    /// <summary>Whether the node has started.</summary>
    public bool Started => _node is not null;
}
