namespace Sente.Tests;

/// <summary>One request that came to a <see cref="FaultProxy"/>.</summary>
internal sealed record ProxiedRequest(string Method, string Target, bool IsUpgrade);

/// <summary>What happens to one exchange, a request with its answer or a WebSocket, on its way through a <see cref="FaultProxy"/>.</summary>
internal sealed record Fault
{
    private Fault()
    {
    }

    /// <summary>Nothing: it passes.</summary>
    public static Fault None { get; } = new();

    /// <summary>It is cut (RST) as soon as the request has come.</summary>
    public static Fault Reset { get; } = new() { Resets = true };

    /// <summary>The request loses its <c>Upgrade</c>: the server sees a plain GET, as behind proxies that know no WebSockets.</summary>
    public static Fault StripUpgrade { get; } = new() { StripsUpgrade = true };

    /// <summary>The request reaches the server twice, one after the other; the client gets the second answer.</summary>
    public static Fault Duplicate { get; } = new() { Duplicates = true };

    internal bool Resets { get; private init; }

    internal bool StripsUpgrade { get; private init; }

    internal bool Duplicates { get; private init; }

    internal int? Status { get; private init; }

    internal TimeSpan Latency { get; private init; }

    internal int? CutAfter { get; private init; }

    internal int? SilentAfter { get; private init; }

    /// <summary>The proxy itself answers, with this HTTP status.</summary>
    public static Fault Answer(int status) => new() { Status = status };

    /// <summary>All that passes takes longer, both ways.</summary>
    public static Fault Delay(TimeSpan latency) => new() { Latency = latency };

    /// <summary>
    /// It is cut when so many bytes came down after the answer's head: of the body, or of a WebSocket's frames. (By FIN: with RST what came
    /// before may be lost too.)
    /// </summary>
    public static Fault Cut(int after) => new() { CutAfter = after };

    /// <summary>Half-open: nothing passes any more, either way, when so many bytes came down after the answer's head.</summary>
    public static Fault Silence(int after) => new() { SilentAfter = after };
}
