using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// Who asks, and whether the endpoint serves it: the parts that WebSockets, polls and POSTs have in common, in the protocol's order:
/// client-id, the security checks, packer, then the user.
/// </summary>
internal sealed class Admission(SenteEndpointOptions options, SimulatedBadConnections badConnections, BrowserCookie browsers)
{
    private readonly SecurityChecks _security = new(options);
    private volatile Dictionary<string, WebSocketSettings> _settings = new(StringComparer.Ordinal);

    /// <summary>Checks what the request says.</summary>
    /// <param name="context">The request.</param>
    /// <param name="node">The node that serves it.</param>
    /// <param name="clientId">Its <c>client-id</c>, from the query or the form.</param>
    /// <param name="csrfParameter">The form field <c>csrf-token</c> of a POST, or null.</param>
    /// <returns>Who it is, or what is wrong; the latter will be wrong the next time too.</returns>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public async ValueTask<(Admitted? Client, Refused? Refused)> AdmitAsync(HttpContext context, SenteNode node, StringValues clientId, string? csrfParameter)
    {
        if (ClientIdError(clientId) is { } clientIdError)
        {
            return (null, Refused.For(clientIdError));
        }

        if (await _security.CheckAsync(context, clientId.ToString(), csrfParameter).ConfigureAwait(false) is { } failed)
        {
            node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", failed.Check));
            return (null, new Refused($"It failed the check \"{failed.Check}\".", failed.Answer));
        }

        if (!TryFindSettings(node, context.Request.Query[ProtocolParameters.Packer], out var settings, out var packerError))
        {
            return (null, Refused.For(packerError));
        }

        var uid = options.UserIdAsync is { } ask ? await Hook.CallAsync(nameof(options.UserId), ask, context, clientId.ToString()).ConfigureAwait(false) : null;
        if (string.IsNullOrEmpty(uid))
        {
            return (WithoutUser(context, settings, clientId.ToString()), null);
        }

        return UidError(uid) is { } uidError ? (null, Refused.For(uidError)) : (new Admitted(settings, uid, clientId.ToString(), EntityIds.OfUser(uid)), null);
    }

    /// <summary>Checks the origin alone, which needs nothing that may be in a body.</summary>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public Refused? CheckOrigin(HttpContext context, SenteNode node)
    {
        if (_security.CheckOrigin(context) is not { } failed)
        {
            return null;
        }

        node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", failed.Check));
        return new Refused($"It failed the check \"{failed.Check}\".", failed.Answer);
    }

    /// <summary>What the handshake says of this client.</summary>
    /// <exception cref="HookFailedException">The app's hook threw, or its data is too large or not representable in the client's packer.</exception>
    public async ValueTask<ClientIdentity> IdentifyAsync(HttpContext context, Admitted client) =>
        new(client.Uid, client.ClientId, client.Entity, await HandshakeDataAsync(context, client.Settings.Packer).ConfigureAwait(false))
        {
            Address = RequestCapture.AddressOf(context),
            AuthenticationExpires = options.CloseOnAuthenticationExpiration ? TicketExpiry.Of(context) : null,
        };

    /// <summary>
    /// What identifies a client without a user: its browser's cookie; else, with the extension, its session, or a new secret that its sessions
    /// will begin with; else nothing that lasts longer than a socket. A poll or a POST without any of it has only its client-id.
    /// </summary>
    private Admitted WithoutUser(HttpContext context, WebSocketSettings settings, string clientId)
    {
        if (browsers.Read(context) is { } browser)
        {
            return new Admitted(settings, Uid.Nil, clientId, EntityIds.OfBrowser(browser, clientId));
        }

        var query = context.Request.Query;
        var isExtended = query[ProtocolParameters.Extended] == "1";
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var secret = isExtended ? SessionSecret.Of(query[ProtocolParameters.Session]) : null;
        if (secret is null && (context.WebSockets.IsWebSocketRequest || (isExtended && !isPost)))
        {
            secret = SessionSecret.New();
        }

        return secret is null
            ? new Admitted(settings, Uid.Nil, clientId, EntityIds.Of(Uid.Nil, clientId))
            : new Admitted(settings, Uid.Nil, clientId, EntityIds.OfSecret(secret)) { SessionSecret = secret };
    }

    private string? ClientIdError(StringValues clientId)
    {
        if (clientId.Count > 1)
        {
            return "The parameter client-id is given more than once.";
        }

        if (string.IsNullOrWhiteSpace(clientId))
        {
            return "The parameter client-id is missing or blank: every client names itself, by a random id of its own.";
        }

        return Encoding.UTF8.GetByteCount(clientId.ToString()) is var size && size > options.MessageLimits.MaxClientIdBytes
            ? Invariant($"The parameter client-id has {size} bytes; at most {options.MessageLimits.MaxClientIdBytes} are allowed.")
            : null;
    }

    private string? UidError(string uid)
    {
        if (Uid.IsReserved(uid))
        {
            return "The user id is one of Sente's own names, which no user can have: UserId returns null for a client without a user.";
        }

        return Encoding.UTF8.GetByteCount(uid) is var size && size > options.MessageLimits.MaxUidBytes
            ? Invariant($"The user id has {size} bytes; at most {options.MessageLimits.MaxUidBytes} are allowed.")
            : null;
    }

    private bool TryFindSettings(SenteNode node, StringValues asked, out WebSocketSettings settings, out string error)
    {
        var name = asked.Count == 0 ? options.Packer : asked.ToString();
        error = "";
        if (_settings.TryGetValue(name, out settings!))
        {
            return true;
        }

        if (name != options.Packer && !options.AllowedPackers.Contains(name))
        {
            error = $"The query parameter {ProtocolParameters.Packer} names no packer of this endpoint. It has {string.Join(", ", options.AllowedPackers.Prepend(options.Packer))}.";
            return false;
        }

        if (!node.Packers.TryGetValue(name, out var packer))
        {
            throw new InvalidOperationException($"The endpoint allows the packer \"{name}\", which this node doesn't have: it has {string.Join(", ", node.Packers.Keys)}.");
        }

        settings = new WebSocketSettings(options, packer, badConnections);
        _settings = new Dictionary<string, WebSocketSettings>(_settings, StringComparer.Ordinal) { [name] = settings };
        return true;
    }

    private async ValueTask<EncodedValue?> HandshakeDataAsync(HttpContext context, Packer packer)
    {
        var data = options.HandshakeDataAsync is { } ask ? await Hook.CallAsync(nameof(options.HandshakeData), ask, context).ConfigureAwait(false) : null;
        if (data is null)
        {
            return null;
        }

        try
        {
            return Encode(data, packer);
        }
        catch (Exception failure)
        {
            throw new HookFailedException(nameof(options.HandshakeData), failure);
        }
    }

    private EncodedValue Encode(object data, Packer packer)
    {
        var encoded = EncodedValue.From(data);
        if (encoded.Size > options.MessageLimits.MaxHandshakeDataBytes)
        {
            throw new InvalidOperationException(Invariant($"HandshakeData gave {encoded.Size} bytes; at most {options.MessageLimits.MaxHandshakeDataBytes} are allowed. Push larger data as an event."));
        }

        return encoded.TryGetBytes(packer, out _, out var error)
            ? encoded
            : throw new InvalidOperationException($"HandshakeData gave what the packer {packer.Name} can't encode: {error}");
    }
}

/// <summary>A request that is served.</summary>
/// <param name="Settings">What the client's packer brings with it.</param>
/// <param name="Uid">The user, or <see cref="Sente.Uid.Nil"/>.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Entity">The entity that serves it, by <see cref="EntityIds"/>.</param>
internal sealed record Admitted(WebSocketSettings Settings, string Uid, string ClientId, string Entity)
{
    /// <summary>How the names of its sessions begin; null where its user or browser is known, or it has nothing but its client-id.</summary>
    public string? SessionSecret { get; init; }

    /// <summary>Distinguishes the client from all other clients of its uid.</summary>
    public string Key => EntityIds.ClientKey(Uid, ClientId, Entity);
}

/// <summary>The first half of the session of a client that is known by nothing else: 128 random bits, which name its entity.</summary>
internal static class SessionSecret
{
    private const int Length = 32;

    /// <summary>A new one.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2));

    /// <summary>The secret that a session begins with; null when it is no session of such a client.</summary>
    public static string? Of(StringValues session) =>
        session is [{ Length: 2 * Length } text] && text.All(char.IsAsciiHexDigitLower) ? text[..Length] : null;
}

/// <summary>A request that isn't served, now or later.</summary>
/// <param name="Reason">What was wrong, for the log: no secret, and nothing that the app put into its answer.</param>
/// <param name="Answer">What the client is told.</param>
internal sealed record Refused(string Reason, SenteRefusal Answer)
{
    /// <summary>The request isn't as the protocol has it; the client is told what we log.</summary>
    public static Refused For(string reason) => new(reason, new SenteRefusal(StatusCodes.Status400BadRequest, reason));
}
