namespace Sente.Actors;

/// <summary>
/// The <see cref="EventQueue"/> of each client that has a connection or a POSTed event under way. Kept beside the actors, so that a client's
/// events stay in order when they come by POSTs and no actor lives between them. Any thread.
/// </summary>
internal sealed class ClientQueues(int maxParallel)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Uid, string ClientKey), Entry> _entries = [];

    /// <summary>How many clients have a queue.</summary>
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

    /// <summary>The queue of the client with this <see cref="EntityIds.ClientKey"/>; each call is matched by one of <see cref="Leave"/>.</summary>
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

    /// <summary>The queue is needed no more by the one who entered; the last one forgets it.</summary>
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
