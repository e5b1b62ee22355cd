namespace Sente.Actors;

/// <summary>
/// Bytes of buffers that this node holds for messages and bodies that have begun and are not complete. Where they lack, those that have been
/// unfinished for the longest give way, so that nobody can hold the budget against messages that arrive promptly. Any thread.
/// </summary>
internal sealed class IncomingBudget(long maxBytes)
{
    private readonly Lock _lock = new();

    // In the order in which they began to need the budget.
    private readonly LinkedList<IncomingReservation> _unfinished = [];
    private long _bytes;

    /// <summary>Bytes held now. The buffers of those that have just given way are not counted, and last until their transport has ended.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes what is missing to so many bytes; returns false, and takes none, when even those that are older could not make the room.</summary>
    public bool TryGrow(IncomingReservation held, long size)
    {
        List<IncomingReservation> evict;
        lock (_lock)
        {
            if (held.IsEvicted)
            {
                return false;
            }

            var lacking = _bytes + size - held.Taken - maxBytes;
            if (OlderThan(held, lacking) is not { } older)
            {
                return false;
            }

            evict = older;
            foreach (var one in evict)
            {
                Release(one);
                one.IsEvicted = true;
            }

            if (held.Taken == 0 && held.CanBeEvicted)
            {
                held.Place = _unfinished.AddLast(held);
            }

            _bytes += size - held.Taken;
            held.Taken = size;
        }

        evict.ForEach(one => one.Evict());
        return true;
    }

    /// <summary>It is complete, and does not give way any more.</summary>
    public void Complete(IncomingReservation held)
    {
        lock (_lock)
        {
            Remove(held);
        }
    }

    /// <summary>Gives back all but so many bytes.</summary>
    public void Shrink(IncomingReservation held, long size)
    {
        lock (_lock)
        {
            var excess = Math.Max(0, held.Taken - size);
            _bytes -= excess;
            held.Taken -= excess;
        }
    }

    /// <summary>Gives everything back.</summary>
    public void Return(IncomingReservation held)
    {
        lock (_lock)
        {
            Release(held);
        }
    }

    /// <summary>The oldest ones that together hold so many bytes, all older than this one; null when there is not as much.</summary>
    private List<IncomingReservation>? OlderThan(IncomingReservation held, long bytes)
    {
        List<IncomingReservation> older = [];
        for (var place = _unfinished.First; bytes > 0; place = place.Next)
        {
            if (place is null || place.Value == held)
            {
                return null;
            }

            older.Add(place.Value);
            bytes -= place.Value.Taken;
        }

        return older;
    }

    private void Release(IncomingReservation held)
    {
        Remove(held);
        _bytes -= held.Taken;
        held.Taken = 0;
    }

    private void Remove(IncomingReservation held)
    {
        if (held.Place is { } place)
        {
            _unfinished.Remove(place);
            held.Place = null;
        }
    }
}

/// <summary>
/// What one unfinished message or body holds of the node's budget. A small one needs none, so that those who hold large ones back lock out
/// nobody's small messages; their number is bounded by the connections.
/// </summary>
/// <param name="budget">The node's budget; null: no bound.</param>
/// <param name="evict">Ends the message or body for others that need its room; may be called on any thread, also when it has just ended. Null: it never gives way.</param>
internal sealed class IncomingReservation(IncomingBudget? budget, Action? evict = null) : IDisposable
{
    /// <summary>Bytes of buffer that need no budget.</summary>
    public const int FreeBytes = 16 * 1024;

    private bool _isComplete;

    /// <summary>Whether its room was given to others.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Whether its room can be given to others.</summary>
    public bool CanBeEvicted => evict is not null && !_isComplete;

    /// <summary>Bytes taken; read and written under the budget's lock.</summary>
    public long Taken { get; set; }

    /// <summary>Where it stands among those that can give way; read and written under the budget's lock.</summary>
    public LinkedListNode<IncomingReservation>? Place { get; set; }

    /// <summary>Makes the buffer as large as this; returns false, and changes nothing, where the budget lacks it.</summary>
    public bool TryGrow(int size) => budget is null || size <= FreeBytes || size <= Taken || budget.TryGrow(this, size);

    /// <summary>Everything has come: it does not give way any more.</summary>
    public void Complete()
    {
        _isComplete = true;
        budget?.Complete(this);
    }

    /// <summary>Gives back what exceeds this size.</summary>
    public void Shrink(int size) => budget?.Shrink(this, size);

    /// <summary>Gives everything back.</summary>
    public void Dispose() => budget?.Return(this);

    /// <summary>Its room is needed by others.</summary>
    public void Evict() => evict?.Invoke();
}
