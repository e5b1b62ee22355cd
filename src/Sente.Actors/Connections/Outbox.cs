using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// Events on their way to one client, numbered. Pure; the caller keeps the bounds, by <see cref="UnsentCount"/> and <see cref="Bytes"/>.
/// <code>
///   | gone | handed to a transport | unsent |
///          '------ SentCount ------'
///          '------------- Count ------------'
/// </code>
/// When a transport is replaced, what it had been handed goes back to unsent (<see cref="Rewind"/>).
/// </summary>
internal sealed class Outbox
{
    private Ring _sent = new();
    private Ring _unsent = new();

    /// <summary>Events held.</summary>
    public int Count => _sent.Count + _unsent.Count;

    /// <summary>How many of them have been handed to the current transport.</summary>
    public int SentCount => _sent.Count;

    /// <summary>How many have not.</summary>
    public int UnsentCount => _unsent.Count;

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
        _unsent.Add(new OutboxEntry(++LastNumber, evt, tracker));
        Bytes += evt.Size;
        UnsentBytes += evt.Size;
    }

    /// <summary>
    /// Hands out the next unsent events: as many as fit in <paramref name="into"/> and <paramref name="maxBytes"/>, but at least one.
    /// </summary>
    /// <returns>How many; 0 when nothing is unsent.</returns>
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

    /// <summary>The transport has taken what it was handed: the trackers of those events learn it.</summary>
    public void Written() => _sent.Untrack(static tracker => tracker.Written());

    /// <summary>The client is away: the trackers of all events learn that they wait.</summary>
    public void Wait()
    {
        _sent.Untrack(static tracker => tracker.Waiting());
        _unsent.Untrack(static tracker => tracker.Waiting());
    }

    /// <summary>Lets go of everything up to a number that has been handed to a transport. What the client has acknowledged has been written.</summary>
    /// <returns>The bytes let go.</returns>
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

    /// <summary>What was handed to the last transport and not acknowledged is unsent again.</summary>
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

    /// <summary>Takes out the oldest event that no transport has been handed.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
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

    /// <summary>Lets go of everything; the trackers of the events learn why.</summary>
    /// <returns>The bytes let go.</returns>
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
    /// A queue with two ends, and the number of its first entries that have no tracker any more, so that each tracker is looked for once.
    /// Most outboxes are empty most of the time: nothing is allocated before the first entry.
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

        /// <summary>Takes the trackers off all entries and tells each of them.</summary>
        public void Untrack(Action<PushTracker> tell)
        {
            for (; _untracked < Count; _untracked++)
            {
                ref var entry = ref this[_untracked];
                if (entry.Tracker is { } tracker)
                {
                    entry = entry with { Tracker = null };
                    tell(tracker);
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
            // The ring of a burst is given back, or every connection would keep its largest for ever.
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
/// <param name="Number">Its number: per connection, rising by one.</param>
/// <param name="Event">The encoded event, shared with other outboxes.</param>
/// <param name="Tracker">Who wants to know what becomes of it; a push of several events hangs it on the last.</param>
internal readonly record struct OutboxEntry(long Number, EncodedValue Event, PushTracker? Tracker);
