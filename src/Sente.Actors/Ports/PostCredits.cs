namespace Sente.Actors;

/// <summary>
/// How many POSTed events this node may have under way: per client as on a socket (<see cref="SenteLimits.MaxEventsInFlight"/>,
/// <see cref="SenteLimits.MaxBytesInFlight"/>), and for the node. A client's POST beyond its credit waits in line, until credit is back or
/// its time is up; as much again may wait. Any thread.
/// <code>
///   TakeAsync --node full------------------------> refused
///       \-----client's line full or time is up---> refused
///        \----credit-----------------------------> number --Return, for each part of it--> credit is back, the next in line goes on
/// </code>
/// </summary>
internal sealed class PostCredits(SenteLimits limits, TimeProvider time)
{
    /// <summary>When credit comes back by itself: an event that was lost between two nodes must not lock its client out for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Uid, string ClientId), Client> _clients = [];
    private readonly Dictionary<long, Lease> _leases = [];
    private long _lastNumber;
    private int _events;
    private long _bytes;
    private TimeSpan _nextSweep;

    /// <summary>Events that are under way or wait for credit.</summary>
    public int Events => Volatile.Read(ref _events);

    /// <summary>Bytes of their packed messages.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Clients that have any.</summary>
    public int Clients
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Takes credit for one event.</summary>
    /// <param name="uid">The client's user.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="size">Bytes of the packed message.</param>
    /// <param name="parts">How many calls of <see cref="Return"/> give it back: one, or two for a POST that is held for its reply.</param>
    /// <param name="aborted">The client is gone.</param>
    /// <returns>The credit's number, or 0 and what was exhausted.</returns>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async ValueTask<(long Number, string? Exhausted)> TakeAsync(string uid, string clientId, int size, int parts, CancellationToken aborted)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_events >= limits.MaxNodePosts || _bytes + size > limits.MaxNodePostBytes)
            {
                return (0, "node");
            }

            if (!_clients.TryGetValue((uid, clientId), out var client))
            {
                client = new Client(uid, clientId);
                _clients.Add((uid, clientId), client);
            }

            if (client.Waiting.Count == 0 && HasCredit(client))
            {
                Count(size, 1);
                return (Lend(client, size, parts), null);
            }

            if (limits.PostWait == TimeSpan.Zero || client.Waiting.Count >= limits.MaxEventsInFlight || client.WaitingBytes + size > limits.MaxBytesInFlight)
            {
                return (0, "client");
            }

            Count(size, 1);
            waiter = new Waiter(client, size, parts);
            client.WaitingBytes += size;
            client.Waiting.AddLast(waiter);
        }

        try
        {
            return (await waiter.Granted.Task.WaitAsync(limits.PostWait, time, aborted).ConfigureAwait(false), null);
        }
        catch (TimeoutException)
        {
            return GiveUp(waiter) is var number and not 0 ? (number, null) : (0, "client");
        }
        catch (OperationCanceledException)
        {
            if (GiveUp(waiter) is var number and not 0)
            {
                ReturnAll(number);
            }

            throw;
        }
    }

    /// <summary>Gives back one part of a credit.</summary>
    public void Return(long number)
    {
        lock (_lock)
        {
            if (_leases.TryGetValue(number, out var lease) && --lease.Parts == 0)
            {
                End(number, lease);
            }
        }
    }

    /// <summary>Gives back a credit whose event was not handed on.</summary>
    public void ReturnAll(long number)
    {
        lock (_lock)
        {
            if (_leases.TryGetValue(number, out var lease))
            {
                End(number, lease);
            }
        }
    }

    /// <summary>Gives back what is out for too long. Called now and then; cheap.</summary>
    public void Sweep(TimeSpan now)
    {
        lock (_lock)
        {
            if (now < _nextSweep)
            {
                return;
            }

            _nextSweep = now + (Longest / 10);
            foreach (var (number, lease) in _leases.Where(entry => now >= entry.Value.Until).ToArray())
            {
                End(number, lease);
            }
        }
    }

    private bool HasCredit(Client client) => client.Events < limits.MaxEventsInFlight && client.Bytes < limits.MaxBytesInFlight;

    private void Count(long size, int events)
    {
        _events += events;
        _bytes += size;
    }

    private long Lend(Client client, int size, int parts)
    {
        client.Events++;
        client.Bytes += size;
        var number = ++_lastNumber;
        _leases.Add(number, new Lease(client, size, time.GetElapsedTime(0) + Longest) { Parts = parts });
        return number;
    }

    private void End(long number, Lease lease)
    {
        _leases.Remove(number);
        Count(-lease.Size, -1);
        var client = lease.Client;
        client.Events--;
        client.Bytes -= lease.Size;
        LendToWaiting(client);
        Forget(client);
    }

    private void LendToWaiting(Client client)
    {
        while (client.Waiting.First is { Value: var waiter } && HasCredit(client))
        {
            client.Waiting.RemoveFirst();
            client.WaitingBytes -= waiter.Size;
            waiter.Number = Lend(client, waiter.Size, waiter.Parts);
            waiter.Granted.SetResult(waiter.Number);
        }
    }

    private void Forget(Client client)
    {
        if (client.Events == 0 && client.Waiting.Count == 0)
        {
            _clients.Remove((client.Uid, client.ClientId));
        }
    }

    /// <summary>Takes a waiter out of the line; answers its credit where that has come in the meantime, else 0.</summary>
    private long GiveUp(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Number != 0)
            {
                return waiter.Number;
            }

            waiter.Client.Waiting.Remove(waiter);
            waiter.Client.WaitingBytes -= waiter.Size;
            Count(-waiter.Size, -1);
            Forget(waiter.Client);
            return 0;
        }
    }

    private sealed class Client(string uid, string clientId)
    {
        public string Uid { get; } = uid;

        public string ClientId { get; } = clientId;

        public int Events { get; set; }

        public long Bytes { get; set; }

        public long WaitingBytes { get; set; }

        public LinkedList<Waiter> Waiting { get; } = [];
    }

    private sealed class Waiter(Client client, int size, int parts)
    {
        public Client Client { get; } = client;

        public int Size { get; } = size;

        public int Parts { get; } = parts;

        public long Number { get; set; }

        public TaskCompletionSource<long> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Lease(Client client, int size, TimeSpan until)
    {
        public Client Client { get; } = client;

        public int Size { get; } = size;

        public TimeSpan Until { get; } = until;

        public int Parts { get; set; }
    }
}
