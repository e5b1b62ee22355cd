using System.Collections.Frozen;

namespace Sente.AspNetCore;

/// <summary>
/// Parameters of the protocol, in the query and in forms; any other belongs to the app. Names compare without case wherever they are read, as
/// ASP.NET Core compares them in <c>Request.Query</c> and <c>Request.Form</c>.
/// </summary>
internal static class ProtocolParameters
{
    /// <summary>Which client it is.</summary>
    public const string ClientId = "client-id";

    /// <summary>The CSRF token; a secret.</summary>
    public const string CsrfToken = "csrf-token";

    /// <summary>The session to go on with; a secret.</summary>
    public const string Session = "sente-session";

    /// <summary>Up to which event of that session the client has handed everything to its app.</summary>
    public const string Ack = "sente-ack";

    /// <summary>Set to 1 by clients that know the extension.</summary>
    public const string Extended = "sente-x";

    /// <summary>The most milliseconds for which a poll is to be held: a hidden tab leaves the browser's few connections to others.</summary>
    public const string Hold = "sente-hold";

    /// <summary>Asks a poll to begin with a handshake; any value, even none.</summary>
    public const string Handshake = "handshake?";

    /// <summary>Set to 1 by a WebSocket that only tries whether WebSockets work.</summary>
    public const string Probe = "sente-probe";

    /// <summary>Name of the packer that the client talks.</summary>
    public const string Packer = "sente-packer";

    /// <summary>How names of parameters compare: in the query, in forms, and in what handlers are shown of them.</summary>
    public static StringComparer Comparer { get; } = StringComparer.OrdinalIgnoreCase;

    private static readonly FrozenSet<string> Secrets = FrozenSet.Create(Comparer, CsrfToken, Session);

    /// <summary>Whether a parameter's value proves who the client is, so that handlers and logs must not have it.</summary>
    public static bool IsSecret(string name) => Secrets.Contains(name);
}
