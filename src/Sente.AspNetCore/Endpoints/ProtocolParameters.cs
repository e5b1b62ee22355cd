namespace Sente.AspNetCore;

/// <summary>Query parameters of the protocol (spec sections 3, 4 and 12); any other belongs to the app.</summary>
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

    /// <summary>Asks a poll to begin with a handshake; any value, even none.</summary>
    public const string Handshake = "handshake?";

    /// <summary>Set to 1 by a WebSocket that only tries whether WebSockets work.</summary>
    public const string Probe = "sente-probe";

    /// <summary>Name of the packer that the client talks.</summary>
    public const string Packer = "sente-packer";
}
