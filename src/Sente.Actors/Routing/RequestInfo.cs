using System.Security.Claims;

namespace Sente;

/// <summary>
/// What a handler may know of the HTTP request its event came by: made once at the edge, and carried with the connection to the user's node.
/// For WebSocket events it is the handshake's request, as in Sente; for an Ajax POST it is that POST's own.
/// </summary>
public sealed class RequestInfo
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>A request of which nothing is known.</summary>
    public static RequestInfo Empty { get; } = new();

    /// <summary>Who asked, as ASP.NET Core's authentication said at that time.</summary>
    public ClaimsPrincipal User { get; init; } = new();

    /// <summary>The request's path, such as <c>/chsk</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Query parameters, the first value of each; never the CSRF token or a session id.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = None;

    /// <summary>The request headers that the endpoint's allow-list names; names compare without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = None;

    /// <summary>The client's address as the server sees it, or null where there is none.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>What the event came by.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>Name of the packer the client talks.</summary>
    public string Packer { get; init; } = "edn";

    /// <summary>What the endpoint's <c>Capture</c> option added: at most 8 KiB.</summary>
    public IReadOnlyDictionary<string, string> Captured { get; init; } = None;
}
