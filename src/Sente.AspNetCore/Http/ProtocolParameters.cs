using System.Collections.Frozen;

namespace Sente.AspNetCore;

/// <summary>
/// The protocol's parameters in queries and forms; all others belong to the app. Names compare without case, as ASP.NET Core compares them in
/// <c>Request.Query</c> and <c>Request.Form</c>.
/// </summary>
internal static class ProtocolParameters
{
    /// <summary>The client-id.</summary>
    public const string ClientId = "client-id";

    /// <summary>The CSRF token; a secret.</summary>
    public const string CsrfToken = "csrf-token";

    /// <summary>The session to resume; a secret.</summary>
    public const string Session = "sente-session";

    /// <summary>The number of the last event of that session that the client has handed to its app.</summary>
    public const string Ack = "sente-ack";

    /// <summary><c>1</c> from clients that use the extension.</summary>
    public const string Extended = "sente-x";

    /// <summary>
    /// The longest time in milliseconds for which the server may hold a poll. A hidden tab asks for a short time, because a browser opens few
    /// connections per host.
    /// </summary>
    public const string Hold = "sente-hold";

    /// <summary>Requests that a poll is answered with a handshake at once; the value is ignored, and may be absent.</summary>
    public const string Handshake = "handshake?";

    /// <summary><c>1</c> on a WebSocket that is a probe.</summary>
    public const string Probe = "sente-probe";

    /// <summary>The name of the client's packer.</summary>
    public const string Packer = "sente-packer";

    /// <summary>Compares parameter names: in queries, in forms, and in <see cref="RequestInfo.Query"/>.</summary>
    public static StringComparer Comparer { get; } = StringComparer.OrdinalIgnoreCase;

    private static readonly FrozenSet<string> Secrets = FrozenSet.Create(Comparer, CsrfToken, Session);

    /// <summary>Whether the value of a parameter authenticates the client, so that it must reach neither handlers nor logs.</summary>
    public static bool IsSecret(string name) => Secrets.Contains(name);
}
