using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Security.Claims;

namespace Sente;

/// <summary>
/// The HTTP request of an event: the request that opened the WebSocket, as in Sente, or the Ajax POST of the event. It is created where the request
/// arrives, and sent to the user's node. Immutable, because all events of a connection share it.
/// </summary>
public sealed class RequestInfo
{
    private static readonly Texts None = new(FrozenDictionary<string, string>.Empty);

    private readonly Texts _query = None;
    private readonly Texts _headers = None;
    private readonly Texts _captured = None;

    /// <summary>A request without any information.</summary>
    public static RequestInfo Empty { get; } = new();

    /// <summary>
    /// The principal from ASP.NET Core's authentication at the time of the request. All requests without authentication share one principal without
    /// identities, which throws if one is added. Treat every principal as read-only, or copy it with <see cref="ClaimsPrincipal.Clone"/>.
    /// </summary>
    public ClaimsPrincipal User { get; init; } = Nobody.Instance;

    /// <summary>The path of the request, such as <c>/chsk</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The query parameters, with the first value of each, without the CSRF token and session ids. Names are case-insensitive.</summary>
    public IReadOnlyDictionary<string, string> Query
    {
        get => _query;
        init => _query = Texts.Copy(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The request headers that the endpoint's options allow. Names are case-insensitive.</summary>
    public IReadOnlyDictionary<string, string> Headers
    {
        get => _headers;
        init => _headers = Texts.Copy(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The client's IP address as the server sees it; null: not known.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The kind of transport that carried the event.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>The name of the client's packer.</summary>
    public string Packer { get; init; } = "edn";

    /// <summary>The values that the endpoint's <c>Capture</c> option added; at most 8 KiB.</summary>
    public IReadOnlyDictionary<string, string> Captured
    {
        get => _captured;
        init => _captured = Texts.Copy(value, StringComparer.Ordinal);
    }

    /// <summary>Makes a dictionary read-only without copying it. The caller must not change it afterwards.</summary>
    internal static IReadOnlyDictionary<string, string> TakeOver(Dictionary<string, string> texts) => new Texts(texts);

    /// <summary>A dictionary that nobody can change any more.</summary>
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

    /// <summary>The principal of all requests without authentication.</summary>
    private sealed class Nobody : ClaimsPrincipal
    {
        private const string Advice = "All requests without authentication share this principal, so it can't be changed: create a new ClaimsPrincipal.";

        public static readonly Nobody Instance = new();

        private Nobody()
        {
        }

        public override void AddIdentity(ClaimsIdentity identity) => throw new InvalidOperationException(Advice);

        public override void AddIdentities(IEnumerable<ClaimsIdentity> identities) => throw new InvalidOperationException(Advice);

        public override ClaimsPrincipal Clone() => new();
    }
}

/// <summary>The kind of a connection's transport. It can change: a stock client whose WebSockets don't work polls instead.</summary>
public enum TransportKind : byte
{
    /// <summary>One WebSocket.</summary>
    WebSocket,

    /// <summary>A series of Ajax long-polls; the client sends its events by POST.</summary>
    Ajax,
}
