using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The events for one client, numbered from 1. Pure; has no bounds of its own: <see cref="PushIntake"/> keeps them.
/// <code>
///   | removed | handed to the port | unsent |
///             '---- SentCount ----'
///             '---------- Count ------------'
/// </code>
/// When a port is replaced, the events that were handed to it become unsent again (<see cref="Rewind"/>).
/// </summary>
internal sealed class Outbox
{
    private Ring _sent = new();
    private Ring _unsent = new();

    /// <summary>The number of events.</summary>
    public int Count => _sent.Count + _unsent.Count;

    /// <summary>The number of events that were handed to the current port and are still here.</summary>
    public int SentCount => _sent.Count;

    /// <summary>The number of events that were not handed to the current port.</summary>
    public int UnsentCount => _unsent.Count;

    /// <summary>The bytes of all events, by the sizes of their snapshots.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes of the unsent events.</summary>
    public long UnsentBytes { get; private set; }

    /// <summary>The number of the last event that was appended; 0 before the first.</summary>
    public long LastNumber { get; private set; }

    /// <summary>The number of the last event that was handed to the current port; after <see cref="Rewind"/>, the number before the first unsent event.</summary>
    public long LastSentNumber { get; private set; }

    /// <summary>Appends an event, unsent.</summary>
    /// <param name="evt">The encoded event.</param>
    /// <param name="tracker">Receives what becomes of the event; null when nobody asked.</param>
    public void Append(EncodedValue evt, PushTracker? tracker)
    {
        _unsent.Add(new OutboxEntry(++LastNumber, evt, tracker));
        Bytes += evt.Size;
        UnsentBytes += evt.Size;
    }

    /// <summary>Hands the next unsent events to the current port: as many as fit, but at least one.</summary>
    /// <param name="into">Receives the events; its length bounds their number.</param>
    /// <param name="maxBytes">The most bytes, unless the first event alone has more.</param>
    /// <returns>The number of events; 0 when nothing is unsent.</returns>
    public int TakeBatch(Span<EncodedValue> into, int maxBytes)
    {
        var taken = 0;
        long bytes = 0;
        while (taken < into.Length && _unsent.Count > 0)
        {
            var size = _unsent[0].Event.Size;
            if (taken > 0 && bytes + size > maxBytes)
            {
                break;
            }

            var entry = _unsent.RemoveFirst();
            _sent.Add(entry);
            into[taken++] = entry.Event;
            bytes += size;
            UnsentBytes -= size;
            LastSentNumber = entry.Number;
        }

        return taken;
    }

    /// <summary>Reports to trackers that the events that were handed to the current port are written.</summary>
    public void Written() => _sent.Untrack(static tracker => tracker.Written());

    /// <summary>Reports to all trackers that the events wait, because the client is away.</summary>
    public void Wait()
    {
        _sent.Untrack(static tracker => tracker.Waiting());
        _unsent.Untrack(static tracker => tracker.Waiting());
    }

    /// <summary>Removes the events up to a number that were handed to the current port, and reports to their trackers that they are written.</summary>
    /// <returns>The bytes of the removed events.</returns>
    public long Acknowledge(long upTo)
    {
        var before = Bytes;
        while (_sent.Count > 0 && _sent[0].Number <= upTo)
        {
            var entry = _sent.RemoveFirst();
            Bytes -= entry.Event.Size;
            entry.Tracker?.Written();
        }

        return before - Bytes;
    }

    /// <summary>Makes the events unsent again that were handed to the last port and not acknowledged.</summary>
    public void Rewind()
    {
        LastSentNumber = Count > 0 ? (_sent.Count > 0 ? _sent[0] : _unsent[0]).Number - 1 : LastNumber;
        while (_sent.Count > 0)
        {
            var entry = _sent.RemoveLast();
            UnsentBytes += entry.Event.Size;
            _unsent.AddFirst(entry);
        }
    }

    /// <summary>Removes and returns the oldest unsent event. The caller reports to its tracker.</summary>
    /// <exception cref="InvalidOperationException">No event is unsent.</exception>
    public OutboxEntry DropOldestUnsent()
    {
        if (_unsent.Count == 0)
        {
            throw new InvalidOperationException("Nothing in the outbox is unsent.");
        }

        var dropped = _unsent.RemoveFirst();
        Bytes -= dropped.Event.Size;
        UnsentBytes -= dropped.Event.Size;
        return dropped;
    }

    /// <summary>Removes all events and reports the refusal to their trackers.</summary>
    /// <returns>The bytes of the removed events.</returns>
    public long Clear(PushRefusal refusal)
    {
        _sent.Untrack(tracker => tracker.Refused(refusal));
        _unsent.Untrack(tracker => tracker.Refused(refusal));
        var bytes = Bytes;
        _sent.Clear();
        _unsent.Clear();
        Bytes = 0;
        UnsentBytes = 0;
        LastSentNumber = LastNumber;
        return bytes;
    }

    /// <summary>
    /// A double-ended queue. It counts how many of its first entries have no tracker any more, so that no entry is searched twice for one. Most
    /// outboxes are empty most of the time: nothing is allocated before the first entry.
    /// </summary>
    private struct Ring
    {
        private const int Smallest = 4;

        private OutboxEntry[] _entries = [];
        private int _head;
        private int _untracked;

        public Ring()
        {
        }

        public int Count { get; private set; }

        public readonly ref OutboxEntry this[int index] => ref _entries[(_head + index) & (_entries.Length - 1)];

        public void Add(OutboxEntry entry)
        {
            Reserve();
            this[Count++] = entry;
        }

        public void AddFirst(OutboxEntry entry)
        {
            Reserve();
            _head = (_head - 1) & (_entries.Length - 1);
            Count++;
            this[0] = entry;
            _untracked = entry.Tracker is null ? _untracked + 1 : 0;
        }

        public OutboxEntry RemoveFirst()
        {
            var entry = this[0];
            this[0] = default;
            _head = (_head + 1) & (_entries.Length - 1);
            _untracked = Math.Max(0, _untracked - 1);
            Removed();
            return entry;
        }

        public OutboxEntry RemoveLast()
        {
            var entry = this[Count - 1];
            this[Count - 1] = default;
            _untracked = Math.Min(_untracked, Count - 1);
            Removed();
            return entry;
        }

        /// <summary>Removes the trackers from all entries and calls <paramref name="report"/> with each.</summary>
        public void Untrack(Action<PushTracker> report)
        {
            for (; _untracked < Count; _untracked++)
            {
                ref var entry = ref this[_untracked];
                if (entry.Tracker is { } tracker)
                {
                    entry = entry with { Tracker = null };
                    report(tracker);
                }
            }
        }

        public void Clear()
        {
            _entries = [];
            _head = 0;
            _untracked = 0;
            Count = 0;
        }

        private void Removed()
        {
            // The array of a burst is released: otherwise every connection would keep its largest array for ever.
            if (--Count == 0 && _entries.Length > Smallest)
            {
                Clear();
            }
        }

        private void Reserve()
        {
            if (Count < _entries.Length)
            {
                return;
            }

            var larger = new OutboxEntry[Math.Max(Smallest, _entries.Length * 2)];
            for (var i = 0; i < Count; i++)
            {
                larger[i] = this[i];
            }

            _entries = larger;
            _head = 0;
        }
    }
}

/// <summary>One event in an outbox.</summary>
/// <param name="Number">The number of the event in its connection.</param>
/// <param name="Event">The encoded event, shared with other outboxes.</param>
/// <param name="Tracker">Receives what becomes of the push; null when nobody asked. The last event of a push carries it.</param>
internal readonly record struct OutboxEntry(long Number, EncodedValue Event, PushTracker? Tracker);
