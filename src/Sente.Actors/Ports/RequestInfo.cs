using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Security.Claims;

namespace Sente;

/// <summary>
/// What a handler may know of the HTTP request its event came by: made once at the edge, and carried with the connection to the user's node.
/// For WebSocket events it is the handshake's request, as in Sente; for an Ajax POST it is that POST's own. Immutable: all events of a
/// connection share it.
/// </summary>
public sealed class RequestInfo
{
    private static readonly Texts None = new(FrozenDictionary<string, string>.Empty);

    private readonly Texts _query = None;
    private readonly Texts _headers = None;
    private readonly Texts _captured = None;

    /// <summary>A request of which nothing is known.</summary>
    public static RequestInfo Empty { get; } = new();

    /// <summary>
    /// Who asked, as ASP.NET Core's authentication determined at that time. A client that is not authenticated has a principal without
    /// identities, which all such requests share: adding one to it throws. Treat others as read-only too, or copy them with
    /// <see cref="ClaimsPrincipal.Clone"/>.
    /// </summary>
    public ClaimsPrincipal User { get; init; } = Nobody.Instance;

    /// <summary>The request's path, such as <c>/chsk</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Query parameters, the first value of each, never the CSRF token or a session id; names compare without case.</summary>
    public IReadOnlyDictionary<string, string> Query
    {
        get => _query;
        init => _query = Texts.Copy(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The request headers that the endpoint's allow-list names; names compare without case.</summary>
    public IReadOnlyDictionary<string, string> Headers
    {
        get => _headers;
        init => _headers = Texts.Copy(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The client's address as the server sees it, or null where there is none.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>What the event came by.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>Name of the packer the client talks.</summary>
    public string Packer { get; init; } = "edn";

    /// <summary>What the endpoint's <c>Capture</c> option added: at most 8 KiB.</summary>
    public IReadOnlyDictionary<string, string> Captured
    {
        get => _captured;
        init => _captured = Texts.Copy(value, StringComparer.Ordinal);
    }

    /// <summary>Takes over names and values that nobody else holds, without copying them.</summary>
    internal static IReadOnlyDictionary<string, string> TakeOver(Dictionary<string, string> texts) => new Texts(texts);

    /// <summary>Names and values that nobody can change any more.</summary>
    private sealed class Texts(IDictionary<string, string> owned) : ReadOnlyDictionary<string, string>(owned)
    {
        public static Texts Copy(IReadOnlyDictionary<string, string> texts, StringComparer comparer)
        {
            ArgumentNullException.ThrowIfNull(texts);
            if (texts is Texts || texts.Count == 0)
            {
                return texts as Texts ?? None;
            }

            var copy = new Dictionary<string, string>(texts.Count, comparer);
            foreach (var (name, value) in texts)
            {
                copy[name] = value;
            }

            return new Texts(copy);
        }
    }

    /// <summary>The principal of every client that is not authenticated.</summary>
    private sealed class Nobody : ClaimsPrincipal
    {
        private const string Advice = "This principal is shared by all clients that are not authenticated: make a ClaimsPrincipal of your own.";

        public static readonly Nobody Instance = new();

        private Nobody()
        {
        }

        public override void AddIdentity(ClaimsIdentity identity) => throw new InvalidOperationException(Advice);

        public override void AddIdentities(IEnumerable<ClaimsIdentity> identities) => throw new InvalidOperationException(Advice);

        public override ClaimsPrincipal Clone() => new();
    }
}

/// <summary>What carries a connection at the moment. A client-id may change its kind: stock clients go from WebSocket to Ajax.</summary>
public enum TransportKind : byte
{
    /// <summary>One WebSocket.</summary>
    WebSocket,

    /// <summary>A row of Ajax long-polls; client-to-server events come by POST.</summary>
    Ajax,
}
