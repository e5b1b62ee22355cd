using Microsoft.Extensions.Options;

namespace Sente.AspNetCore;

/// <summary>Counts the WebSockets and polls that all endpoints of this process serve, and holds them to the bounds of <see cref="SenteOptions"/>.</summary>
internal sealed class ConnectionLimiter(IOptions<SenteOptions> options)
{
    private int _anonymous;
    private int _connections;
    private int _probes;
    private int _refused;

    /// <summary>Counts a WebSocket or a poll, unless that would exceed a bound. <see cref="Leave"/> ends the count.</summary>
    /// <param name="uid">The client's user, or <see cref="Uid.Nil"/>.</param>
    /// <param name="isProbe">Whether the WebSocket is a probe.</param>
    /// <returns>Null when it was counted; else the bound that is reached: <c>connections</c>, <c>probes</c> or <c>anonymous</c>.</returns>
    public string? TryEnter(string uid, bool isProbe)
    {
        if (!TryCount(ref _connections, options.Value.MaxConnections))
        {
            return "connections";
        }

        if (isProbe && !TryCount(ref _probes, options.Value.MaxProbes))
        {
            Interlocked.Decrement(ref _connections);
            return "probes";
        }

        if (isProbe || uid != Uid.Nil || TryCount(ref _anonymous, options.Value.MaxAnonymousConnections))
        {
            return null;
        }

        Interlocked.Decrement(ref _connections);
        return "anonymous";
    }

    /// <summary>Ends the count of what <see cref="TryEnter"/> counted.</summary>
    public void Leave(string uid, bool isProbe)
    {
        Interlocked.Decrement(ref _connections);
        if (isProbe)
        {
            Interlocked.Decrement(ref _probes);
        }
        else if (uid == Uid.Nil)
        {
            Interlocked.Decrement(ref _anonymous);
        }
    }

    /// <summary>Counts a WebSocket that is accepted only to be closed, unless that would exceed the bound. <see cref="LeaveRefused"/> ends the count.</summary>
    public bool TryEnterRefused() => TryCount(ref _refused, options.Value.MaxRefusedWebSockets);

    /// <summary>Ends the count of what <see cref="TryEnterRefused"/> counted.</summary>
    public void LeaveRefused() => Interlocked.Decrement(ref _refused);

    private static bool TryCount(ref int count, int? max)
    {
        if (Interlocked.Increment(ref count) <= (max ?? int.MaxValue))
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }
}
