namespace Sente.Actors;

/// <summary>Bytes that all outboxes of this node hold together, so that many half-full ones can't eat the node's memory. Any thread.</summary>
/// <remarks>An event shared by a thousand outboxes is counted a thousand times: the bound errs on the safe side.</remarks>
internal sealed class NodeBudget(long maxBytes)
{
    private long _bytes;

    /// <summary>Bytes held now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes bytes, or answers false when that would pass the bound.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
