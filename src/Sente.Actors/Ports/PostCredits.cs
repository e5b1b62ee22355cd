namespace Sente.Actors;

/// <summary>
/// Limits the POSTed events that handlers of this node's clients have not finished: per client as on a WebSocket
/// (<see cref="SenteLimits.MaxEventsInFlight"/>, <see cref="SenteLimits.MaxBytesInFlight"/>), and per node. A POST beyond its client's credit waits in the
/// client's queue until credit is given back or its time is up; the queue has the same limits. Thread-safe.
/// <code>
///   TakeAsync --node full--------------------------> refused
///       \-----client's queue full or time is up----> refused
///        \----credit-------------------------------> number --Return, for each part--> credit is given back, the next POST in the queue gets it
/// </code>
/// </summary>
internal sealed class PostCredits(SenteLimits limits, TimeProvider time)
{
    /// <summary>When credit is given back without a report, so that an event that was lost between two nodes does not lock its client out for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Uid, string ClientId), Client> _clients = [];
    private readonly Dictionary<long, Loan> _loans = [];
    private long _lastNumber;
    private int _events;
    private long _bytes;
    private TimeSpan _nextSweep;

    /// <summary>The number of events that are not finished or wait for credit.</summary>
    public int Events => Volatile.Read(ref _events);

    /// <summary>The bytes of the packed messages of these events.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The number of clients that have such events.</summary>
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
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="clientId">The client's id.</param>
    /// <param name="size">The bytes of the packed message.</param>
    /// <param name="parts">The number of calls of <see cref="Return"/> that give the credit back: 1, or 2 for a POST that waits for its reply.</param>
    /// <param name="aborted">Cancelled when the client has gone.</param>
    /// <returns>The number of the credit; or 0, and whose limit was reached: <c>client</c> or <c>node</c>.</returns>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
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
            if (_loans.TryGetValue(number, out var loan) && --loan.Parts == 0)
            {
                End(number, loan);
            }
        }
    }

    /// <summary>Gives back the whole credit of an event that was not sent to a handler.</summary>
    public void ReturnAll(long number)
    {
        lock (_lock)
        {
            if (_loans.TryGetValue(number, out var loan))
            {
                End(number, loan);
            }
        }
    }

    /// <summary>Gives back credit that was taken too long ago. The gateway calls it with each sweep; it is cheap.</summary>
    public void Sweep(TimeSpan now)
    {
        lock (_lock)
        {
            if (now < _nextSweep)
            {
                return;
            }

            _nextSweep = now + (Longest / 10);
            foreach (var (number, loan) in _loans.Where(entry => now >= entry.Value.Until).ToArray())
            {
                End(number, loan);
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
        _loans.Add(number, new Loan(client, size, time.GetElapsedTime(0) + Longest) { Parts = parts });
        return number;
    }

    private void End(long number, Loan loan)
    {
        _loans.Remove(number);
        Count(-loan.Size, -1);
        var client = loan.Client;
        client.Events--;
        client.Bytes -= loan.Size;
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

    /// <summary>Removes a waiter from its queue; returns 0, or the number of the credit that it got in the meantime.</summary>
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

    private sealed class Loan(Client client, int size, TimeSpan until)
    {
        public Client Client { get; } = client;

        public int Size { get; } = size;

        public TimeSpan Until { get; } = until;

        public int Parts { get; set; }
    }
}
