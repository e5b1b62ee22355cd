using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// The ports of one client-id that stay open although a newer port replaced them. Two tabs may have the same client-id, since a duplicated tab
/// copies its sessionStorage. If each new port closed the one before, the two tabs would close each other for ever.
/// <code>
///   when a newer port comes:
///     the last replacement was over 10 s ago -> the current port is closed: probably the page was reloaded, or the network was lost
///     within 10 s ---------------------------> the current port stays open as an older one, without pushes
///     within 10 s, MaxOlderTransports stay --> the newer port is refused, which makes its client back off
///   when the current port ends (a poll: when no poll follows within the grace):
///     the older ports are closed. Their clients come back at once, and the port of one of them becomes the current one.
/// </code>
/// Used by the connection actor's thread only; times are the scheduler's monotonic clock.
/// </summary>
internal sealed class OlderPorts(SenteLimits limits)
{
    /// <summary>Replacements within this time of each other count as those of two tabs with the same client-id.</summary>
    public static readonly TimeSpan QuickSuccession = TimeSpan.FromSeconds(10);

    // Null for most connections, which never need it.
    private List<OlderPort>? _ports;
    private TimeSpan? _replacedAt;

    /// <summary>The number of older ports.</summary>
    public int Count => _ports?.Count ?? 0;

    /// <summary>Decides what becomes of the current port when a newer one asks to be attached.</summary>
    public Replacement DecideReplacement(TimeSpan now)
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

    /// <summary>Adds a port that stays open.</summary>
    public void Add(OlderPort port) => (_ports ??= []).Add(port);

    /// <summary>Returns the older port with an attach number, or null.</summary>
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

    /// <summary>Pauses or resumes reading from all older ports.</summary>
    /// <param name="pause">True to pause, false to resume.</param>
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

    /// <summary>Detaches and removes a port that has ended.</summary>
    public void Remove(OlderPort older)
    {
        older.Port.Detached();
        _ports?.Remove(older);
    }

    /// <summary>Closes and removes all older ports.</summary>
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

/// <summary>What becomes of a connection's current port when a newer one of the same client-id asks to be attached.</summary>
internal enum Replacement
{
    /// <summary>The current port is closed.</summary>
    Close,

    /// <summary>The current port stays open as an older one, without pushes.</summary>
    StayOpen,

    /// <summary>The current port stays the current one; the newer port is refused.</summary>
    RefuseNewer,
}

/// <summary>
/// A port that stays open although a newer one of its client-id replaced it: its events are handled and its requests answered, but nothing is
/// pushed to it. Used by the connection actor's thread only.
/// </summary>
/// <param name="port">The port.</param>
/// <param name="packer">The packer of its transport.</param>
/// <param name="request">The HTTP request that opened it.</param>
/// <param name="writing">Whether a write is under way.</param>
internal sealed class OlderPort(Port port, Packer packer, RequestInfo request, bool writing)
{
    private readonly Queue<(CallbackId Callback, ReplyContent Content)> _replies = new(2);
    private bool _writing = writing;

    /// <summary>The port.</summary>
    public Port Port { get; } = port;

    /// <summary>The HTTP request that opened it, for handlers.</summary>
    public RequestInfo Request { get; } = request;

    /// <summary>The bytes of the replies that wait.</summary>
    public long ReplyBytes { get; private set; }

    /// <summary>Writes a reply, after the write that is under way.</summary>
    /// <param name="callback">The request's callback.</param>
    /// <param name="content">The reply.</param>
    /// <param name="dropped">Called with the error when the client's packer can't encode the reply; the client receives <c>:chsk/error</c> instead.</param>
    public void Reply(CallbackId callback, ReplyContent content, Action<string> dropped)
    {
        _replies.Enqueue((callback, content));
        ReplyBytes += content.Size;
        Write(dropped);
    }

    /// <summary>Call when the write that was under way has ended.</summary>
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
