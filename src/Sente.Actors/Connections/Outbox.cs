using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// Events on their way to one client, numbered. Pure; bounds are the caller's business, who reads <see cref="Count"/> and
/// <see cref="Bytes"/>.
/// <code>
///   | gone | handed to a transport | unsent |
///          ^ head                  ^ SentCount       ^ Count
/// </code>
/// When a transport is replaced, what it had been handed goes back to unsent (<see cref="Rewind"/>).
/// </summary>
internal sealed class Outbox
{
    private const int SmallestRing = 4;

    // A ring. Most outboxes are empty most of the time: nothing is allocated until the first event.
    private OutboxEntry[] _ring = [];
    private int _head;
    private int _tracked;

    /// <summary>Events held.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them have been handed to the current transport.</summary>
    public int SentCount { get; private set; }

    /// <summary>How many have not.</summary>
    public int UnsentCount => Count - SentCount;

    /// <summary>Bytes held, as the events' snapshots count.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of the unsent events.</summary>
    public long UnsentBytes { get; private set; }

    /// <summary>Number of the last event taken; 0 before the first, which is 1.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Number of the last event handed to the current transport.</summary>
    public long LastSentNumber { get; private set; }

    /// <summary>Takes an event.</summary>
    public void Append(EncodedValue evt, PushTracker? tracker)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        At(Count) = new OutboxEntry(++LastNumber, evt, tracker);
        Count++;
        Bytes += evt.Size;
        UnsentBytes += evt.Size;
        _tracked += tracker is null ? 0 : 1;
    }

    /// <summary>
    /// Hands out the next unsent events: as many as fit in <paramref name="into"/> and <paramref name="maxBytes"/>, but at least one.
    /// </summary>
    /// <returns>How many; 0 when nothing is unsent.</returns>
    public int TakeBatch(Span<EncodedValue> into, int maxBytes)
    {
        var taken = 0;
        long bytes = 0;
        while (taken < into.Length && SentCount < Count)
        {
            ref readonly var entry = ref At(SentCount);
            if (taken > 0 && bytes + entry.Event.Size > maxBytes)
            {
                break;
            }

            into[taken++] = entry.Event;
            bytes += entry.Event.Size;
            UnsentBytes -= entry.Event.Size;
            LastSentNumber = entry.Number;
            SentCount++;
        }

        return taken;
    }

    /// <summary>The transport has taken what it was handed: whoever tracks it is told.</summary>
    public void Written()
    {
        for (var i = 0; i < SentCount && _tracked > 0; i++)
        {
            Untrack(i)?.Written();
        }
    }

    /// <summary>The client is away: whoever tracks an event is told that it waits.</summary>
    public void Wait()
    {
        for (var i = 0; i < Count && _tracked > 0; i++)
        {
            Untrack(i)?.Waiting();
        }
    }

    /// <summary>Lets go of everything up to a number that has been handed to a transport.</summary>
    /// <returns>The bytes let go.</returns>
    public long Acknowledge(long upTo)
    {
        var before = Bytes;
        while (SentCount > 0 && At(0).Number <= upTo)
        {
            RemoveHead();
            SentCount--;
        }

        return before - Bytes;
    }

    /// <summary>What was handed to the last transport and not acknowledged is unsent again.</summary>
    public void Rewind()
    {
        for (var i = 0; i < SentCount; i++)
        {
            UnsentBytes += At(i).Event.Size;
        }

        SentCount = 0;
        LastSentNumber = Count > 0 ? At(0).Number - 1 : LastNumber;
    }

    /// <summary>Takes out the oldest event that no transport has been handed.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public OutboxEntry DropOldestUnsent()
    {
        if (UnsentCount == 0)
        {
            throw new InvalidOperationException("Nothing in the outbox is unsent.");
        }

        var dropped = At(SentCount);
        for (var i = SentCount; i > 0; i--)
        {
            At(i) = At(i - 1);
        }

        UnsentBytes -= dropped.Event.Size;
        _tracked -= dropped.Tracker is null ? 0 : 1;
        At(0) = dropped with { Tracker = null };
        RemoveHead();
        return dropped;
    }

    /// <summary>Lets go of everything; whoever tracks an event is told why.</summary>
    /// <returns>The bytes let go.</returns>
    public long Clear(PushRefusal refusal)
    {
        for (var i = 0; i < Count && _tracked > 0; i++)
        {
            Untrack(i)?.Refused(refusal);
        }

        var bytes = Bytes;
        _ring = [];
        _head = 0;
        Count = 0;
        SentCount = 0;
        Bytes = 0;
        UnsentBytes = 0;
        LastSentNumber = LastNumber;
        return bytes;
    }

    private ref OutboxEntry At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private PushTracker? Untrack(int index)
    {
        ref var entry = ref At(index);
        if (entry.Tracker is not { } tracker)
        {
            return null;
        }

        entry = entry with { Tracker = null };
        _tracked--;
        return tracker;
    }

    private void RemoveHead()
    {
        ref var head = ref At(0);
        Bytes -= head.Event.Size;
        _tracked -= head.Tracker is null ? 0 : 1;
        head = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;

        // A burst's ring is given back, or every connection would keep its largest for ever.
        if (Count == 0 && _ring.Length > SmallestRing)
        {
            _ring = [];
            _head = 0;
        }
    }

    private void Grow()
    {
        var larger = new OutboxEntry[Math.Max(SmallestRing, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = At(i);
        }

        _ring = larger;
        _head = 0;
    }
}
