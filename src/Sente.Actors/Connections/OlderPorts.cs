using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The transports of one client-id that newer ones replaced and that stay open. Two tabs may have one client-id (a duplicated tab copies its
/// sessionStorage); if each closed the other, both would come straight back, for ever.
/// <code>
///   replaced for the first time ---------> closed: a page was loaded anew, or a connection was lost
///   again within 10 s -------------------> stays open, is pushed nothing
///   again within 10 s, too many stay ----> stays; the newer is refused, which makes its client back off
///   the newest has ended ----------------> all others are closed: their clients come straight back, and one becomes the newest
/// </code>
/// Used by the connection actor's thread only; times are the scheduler's monotonic clock.
/// </summary>
internal sealed class OlderPorts(SenteLimits limits)
{
    /// <summary>Replacements that follow each other this quickly are those of clients that close each other.</summary>
    public static readonly TimeSpan QuickSuccession = TimeSpan.FromSeconds(10);

    // Allocated for the few that need it.
    private List<OlderPort>? _ports;
    private TimeSpan? _replacedAt;

    /// <summary>How many stay open.</summary>
    public int Count => _ports?.Count ?? 0;

    /// <summary>What becomes of the newest transport when another one comes.</summary>
    public Replacement Replace(TimeSpan now)
    {
        if (_replacedAt is not { } last || now - last > QuickSuccession)
        {
            _replacedAt = now;
            return Replacement.Close;
        }

        if (Count >= limits.MaxOlderTransports)
        {
            return Replacement.RefuseNewer;
        }

        _replacedAt = now;
        return Replacement.StayOpen;
    }

    /// <summary>Keeps a transport that stays open.</summary>
    public void Add(OlderPort port) => (_ports ??= []).Add(port);

    /// <summary>The transport of that attach number, if it is one of these.</summary>
    public OlderPort? Find(long port)
    {
        foreach (var older in _ports ?? [])
        {
            if (older.Port.Number == port)
            {
                return older;
            }
        }

        return null;
    }

    /// <summary>Stops or resumes reading of all: the requests that wait for replies are counted together.</summary>
    public void Pause(bool pause)
    {
        foreach (var older in _ports ?? [])
        {
            if (pause)
            {
                older.Port.Pause();
            }
            else
            {
                older.Port.Resume();
            }
        }
    }

    /// <summary>A transport has ended.</summary>
    public void Remove(OlderPort older)
    {
        older.Port.Detached();
        _ports?.Remove(older);
    }

    /// <summary>Closes all.</summary>
    public void CloseAll(PortClose close)
    {
        foreach (var older in _ports ?? [])
        {
            older.Port.Close(close);
            older.Port.Detached();
        }

        _ports = null;
    }
}

/// <summary>What becomes of a connection's transport when a newer one of the same client-id comes.</summary>
internal enum Replacement
{
    /// <summary>It is closed.</summary>
    Close,

    /// <summary>It stays open without pushes.</summary>
    StayOpen,

    /// <summary>It stays what it is; the newer one is refused.</summary>
    RefuseNewer,
}

/// <summary>
/// A transport that stays open although a newer one of its client-id took over: its events are handled and its requests answered, but it is
/// pushed nothing. Used by the connection actor's thread only.
/// </summary>
/// <param name="port">The transport.</param>
/// <param name="packer">Its packer.</param>
/// <param name="request">The request that opened it.</param>
/// <param name="writing">Whether a write is under way.</param>
internal sealed class OlderPort(Port port, Packer packer, RequestInfo request, bool writing)
{
    private readonly Queue<(CallbackId Callback, ReplyContent Content)> _replies = new(2);
    private bool _writing = writing;

    /// <summary>The transport.</summary>
    public Port Port { get; } = port;

    /// <summary>What handlers may know of the request that opened it.</summary>
    public RequestInfo Request { get; } = request;

    /// <summary>Bytes of the replies that wait.</summary>
    public long ReplyBytes { get; private set; }

    /// <summary>Writes a reply, or has it wait for the write that is under way.</summary>
    /// <param name="callback">The request's callback.</param>
    /// <param name="content">The reply.</param>
    /// <param name="dropped">Told when the client's packer can't encode the reply; the client is sent <c>:chsk/error</c>.</param>
    public void Reply(CallbackId callback, ReplyContent content, Action<string> dropped)
    {
        _replies.Enqueue((callback, content));
        ReplyBytes += content.Size;
        Write(dropped);
    }

    /// <summary>The write that was under way has ended.</summary>
    public void Written(Action<string> dropped)
    {
        _writing = false;
        Write(dropped);
    }

    private void Write(Action<string> dropped)
    {
        while (!_writing && _replies.TryDequeue(out var reply))
        {
            ReplyBytes -= reply.Content.Size;
            _writing = !Port.Write(reply.Content.ToFrame(packer, reply.Callback, Port.Traits.Extended, dropped), isPush: false);
        }
    }
}
