namespace Sente.Actors;

/// <summary>
/// Counts the bytes of the buffers for messages and POST bodies that clients have begun to send and not completed. When the budget is used up, the oldest
/// incomplete messages are evicted, so that slow senders can't keep the budget from messages that arrive promptly. Thread-safe.
/// </summary>
internal sealed class IncomingBudget(long maxBytes)
{
    private readonly Lock _lock = new();

    // The oldest first.
    private readonly LinkedList<IncomingReservation> _unfinished = [];
    private long _bytes;

    /// <summary>The bytes taken. A buffer that was evicted no longer counts, although it exists until its transport has ended.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Grows a reservation to a size, and evicts older ones if necessary; returns false, and changes nothing, if all older ones together are too small.</summary>
    public bool TryGrow(IncomingReservation held, long size)
    {
        List<IncomingReservation> evicted;
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

            evicted = older;
            foreach (var other in evicted)
            {
                Release(other);
                other.IsEvicted = true;
            }

            if (held.Taken == 0 && held.CanBeEvicted)
            {
                held.Place = _unfinished.AddLast(held);
            }

            _bytes += size - held.Taken;
            held.Taken = size;
        }

        evicted.ForEach(other => other.Evict());
        return true;
    }

    /// <summary>Keeps a reservation from being evicted, because its message is complete.</summary>
    public void Complete(IncomingReservation held)
    {
        lock (_lock)
        {
            Remove(held);
        }
    }

    /// <summary>Gives back the bytes of a reservation beyond a size.</summary>
    public void Shrink(IncomingReservation held, long size)
    {
        lock (_lock)
        {
            var excess = Math.Max(0, held.Taken - size);
            _bytes -= excess;
            held.Taken -= excess;
        }
    }

    /// <summary>Gives back all bytes of a reservation.</summary>
    public void Return(IncomingReservation held)
    {
        lock (_lock)
        {
            Release(held);
        }
    }

    /// <summary>Returns the oldest reservations that together have the bytes; null if those that are older than <paramref name="held"/> have fewer.</summary>
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
/// The part of the node's budget that one incomplete message or POST body has taken. Small messages take nothing, so that clients with large incomplete
/// messages can't keep small ones out; the number of connections bounds their memory.
/// </summary>
/// <param name="budget">The node's budget; null: no bound.</param>
/// <param name="evict">Ends the transport or the POST, because others need the bytes. Called on any thread, and perhaps just after the end. Null: never evicted.</param>
internal sealed class IncomingReservation(IncomingBudget? budget, Action? evict = null) : IDisposable
{
    /// <summary>The largest buffer, in bytes, that takes nothing of the budget.</summary>
    public const int FreeBytes = 16 * 1024;

    private bool _isComplete;

    /// <summary>Whether the bytes were taken away for other messages.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Whether the bytes can be taken away for other messages.</summary>
    public bool CanBeEvicted => evict is not null && !_isComplete;

    /// <summary>The bytes taken. Guarded by the budget's lock.</summary>
    public long Taken { get; set; }

    /// <summary>The place in the budget's list of reservations that can be evicted; null: not in the list. Guarded by the budget's lock.</summary>
    public LinkedListNode<IncomingReservation>? Place { get; set; }

    /// <summary>Reserves a buffer of a size in bytes; returns false, and changes nothing, if the budget lacks it.</summary>
    public bool TryGrow(int size) => budget is null || size <= FreeBytes || size <= Taken || budget.TryGrow(this, size);

    /// <summary>Keeps the bytes from being taken away, because the message is complete.</summary>
    public void Complete()
    {
        _isComplete = true;
        budget?.Complete(this);
    }

    /// <summary>Gives back the bytes beyond a size.</summary>
    public void Shrink(int size) => budget?.Shrink(this, size);

    /// <summary>Gives back all bytes.</summary>
    public void Dispose() => budget?.Return(this);

    /// <summary>Ends the transport or the POST, because others need the bytes.</summary>
    public void Evict() => evict?.Invoke();
}
