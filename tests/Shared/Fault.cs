namespace Sente.Tests;

/// <summary>One request that a <see cref="FaultProxy"/> received.</summary>
internal sealed record ProxiedRequest(string Method, string Target, bool IsUpgrade);

/// <summary>The fault that a <see cref="FaultProxy"/> applies to one exchange: to a request with its answer, or to a WebSocket.</summary>
internal sealed record Fault
{
    private Fault()
    {
    }

    /// <summary>No fault: the exchange passes unchanged.</summary>
    public static Fault None { get; } = new();

    /// <summary>The connection is cut (RST) as soon as the proxy has received the request.</summary>
    public static Fault Reset { get; } = new() { Resets = true };

    /// <summary>The request loses its <c>Upgrade</c> header, so that the server receives a plain GET, as behind a proxy that does not support WebSockets.</summary>
    public static Fault StripUpgrade { get; } = new() { StripsUpgrade = true };

    /// <summary>The request reaches the server twice, one after the other; the client receives the second answer.</summary>
    public static Fault Duplicate { get; } = new() { Duplicates = true };

    internal bool Resets { get; private init; }

    internal bool StripsUpgrade { get; private init; }

    internal bool Duplicates { get; private init; }

    internal int? Status { get; private init; }

    internal TimeSpan Latency { get; private init; }

    internal int? CutAfter { get; private init; }

    internal int? SilentAfter { get; private init; }

    /// <summary>The proxy answers by itself, with an HTTP status.</summary>
    public static Fault Answer(int status) => new() { Status = status };

    /// <summary>Everything that passes is delayed, in both directions.</summary>
    public static Fault Delay(TimeSpan latency) => new() { Latency = latency };

    /// <summary>
    /// The connection is cut after a number of bytes from the server that follow the answer's head: bytes of the body, or of a WebSocket's frames.
    /// It is cut by FIN, because RST can discard earlier bytes too.
    /// </summary>
    public static Fault Cut(int after) => new() { CutAfter = after };

    /// <summary>The connection becomes half-open after a number of bytes from the server that follow the answer's head: nothing passes any more, in either direction.</summary>
    public static Fault Silence(int after) => new() { SilentAfter = after };
}
