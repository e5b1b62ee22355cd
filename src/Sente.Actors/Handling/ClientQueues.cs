namespace Sente.Actors;

/// <summary>
/// The <see cref="EventQueue"/> of each client that has a connection or an unfinished POSTed event. The queues live outside the actors, so that a
/// client's events stay in order when they come by POSTs and no connection actor lives in between. Thread-safe.
/// </summary>
/// <param name="maxParallel">The most delegates that run at a time for one client.</param>
internal sealed class ClientQueues(int maxParallel)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Uid, string ClientKey), Entry> _entries = [];

    /// <summary>The number of clients that have a queue.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Returns the queue of the client with this <see cref="EntityIds.ClientKey"/>, and counts one more user of it. Each call needs one of <see cref="Leave"/>.</summary>
    public EventQueue Enter(string uid, string clientKey)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((uid, clientKey), out var entry))
            {
                entry = new Entry(new EventQueue(maxParallel));
                _entries.Add((uid, clientKey), entry);
            }

            entry.Users++;
            return entry.Queue;
        }
    }

    /// <summary>Counts one user of the queue less; the queue is removed with the last one.</summary>
    public void Leave(string uid, string clientKey)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue((uid, clientKey), out var entry) && --entry.Users == 0)
            {
                _entries.Remove((uid, clientKey));
            }
        }
    }

    private sealed class Entry(EventQueue queue)
    {
        public EventQueue Queue { get; } = queue;

        public int Users { get; set; }
    }
}
