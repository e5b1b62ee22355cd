namespace Sente.Actors;

/// <summary>Bytes of buffers that this node holds for messages and bodies that have begun and are not complete. Any thread.</summary>
internal sealed class IncomingBudget(long maxBytes)
{
    private long _bytes;

    /// <summary>Bytes held now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes bytes; returns false, and takes none, when that would pass the bound.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
