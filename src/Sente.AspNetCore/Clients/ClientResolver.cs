using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// Finds out which client sent a request, and whether the endpoint serves it. WebSockets, polls and POSTs are checked alike, in this order:
/// client-id, security checks, packer, user (docs/protocol.md, "Endpoint and checks").
/// </summary>
internal sealed class ClientResolver(SenteEndpointOptions options, BrowserCookie browsers)
{
    private readonly SecurityChecks _security = new(options);
    private readonly AnonymousClients _anonymous = new(browsers);
    private readonly HandshakeData _handshakeData = new(options);

    /// <summary>Checks a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="node">The node that serves it.</param>
    /// <param name="clientId">Its <c>client-id</c>, from the query or the form.</param>
    /// <param name="csrfParameter">The form field <c>csrf-token</c> of a POST, or null.</param>
    /// <returns>The client, or else the refusal, which is permanent.</returns>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public async ValueTask<(ClientIdentity? Client, RequestRefusal? Refusal)> ResolveAsync(HttpContext context, SenteNode node, StringValues clientId, string? csrfParameter)
    {
        if (ClientIdError(clientId) is { } clientIdError)
        {
            return (null, RequestRefusal.BadRequest(clientIdError));
        }

        var id = clientId.ToString();
        var request = new SenteRequest(context, id);
        if (await _security.CheckAsync(request, csrfParameter).ConfigureAwait(false) is { } failed)
        {
            return (null, Refuse(node, failed));
        }

        if (!TryFindPacker(node, context.Request.Query[ProtocolParameters.Packer], out var packer, out var packerError))
        {
            return (null, RequestRefusal.BadRequest(packerError));
        }

        var uid = options.UserId is { } hook ? await AppHook.CallAsync(nameof(options.UserId), hook, request).ConfigureAwait(false) : null;
        if (UidError(uid) is { } uidError)
        {
            return (null, RequestRefusal.BadRequest(uidError));
        }

        var client = string.IsNullOrEmpty(uid) ? _anonymous.Identify(context, id, packer) : new ClientIdentity(uid, id, EntityIds.OfUser(uid), packer);
        return (client with { Address = RequestCapture.AddressOf(context), AuthenticationExpires = AuthenticationExpires(context) }, null);
    }

    /// <summary>Checks only the origin, which needs nothing of a request's body.</summary>
    /// <returns>The refusal, or null.</returns>
    /// <exception cref="HookFailedException">A hook of the app threw.</exception>
    public async ValueTask<RequestRefusal?> CheckOriginAsync(HttpContext context, SenteNode node) =>
        await _security.CheckOriginAsync(new SenteRequest(context)).ConfigureAwait(false) is { } failed ? Refuse(node, failed) : null;

    /// <summary>Returns the client with the app's data for its handshake.</summary>
    /// <exception cref="HookFailedException">The app's hook threw, or its data is too large or not representable in the client's packer.</exception>
    public async ValueTask<ClientIdentity> WithHandshakeDataAsync(HttpContext context, ClientIdentity client) =>
        await _handshakeData.GetAsync(new SenteRequest(context, client.ClientId), client.Packer).ConfigureAwait(false) is { } data ? client with { HandshakeData = data } : client;

    private static RequestRefusal Refuse(SenteNode node, FailedCheck failed)
    {
        node.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", failed.Check));
        return new RequestRefusal($"It failed the check \"{failed.Check}\".", failed.Answer);
    }

    /// <summary>Returns when the authentication ticket expires; null: never, or the authentication scheme doesn't report it.</summary>
    private DateTimeOffset? AuthenticationExpires(HttpContext context) => options.CloseOnAuthenticationExpiration
        ? context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc
        : null;

    private string? ClientIdError(StringValues clientId)
    {
        if (clientId.Count > 1)
        {
            return "The parameter client-id is given more than once.";
        }

        if (string.IsNullOrWhiteSpace(clientId))
        {
            return "The parameter client-id is missing or blank: every client identifies itself by a random id of its own.";
        }

        return Encoding.UTF8.GetByteCount(clientId.ToString()) is var size && size > options.MessageLimits.MaxClientIdBytes
            ? Invariant($"The parameter client-id has {size} bytes; at most {options.MessageLimits.MaxClientIdBytes} are allowed.")
            : null;
    }

    private string? UidError(string? uid)
    {
        if (string.IsNullOrEmpty(uid))
        {
            return null;
        }

        if (Uid.IsReserved(uid))
        {
            return "The user id is one of Sente's own names, which no user can have: UserId returns null for a client without a user.";
        }

        return Encoding.UTF8.GetByteCount(uid) is var size && size > options.MessageLimits.MaxUidBytes
            ? Invariant($"The user id has {size} bytes; at most {options.MessageLimits.MaxUidBytes} are allowed.")
            : null;
    }

    private bool TryFindPacker(SenteNode node, StringValues requested, out Packer packer, out string error)
    {
        var name = requested.Count == 0 ? options.Packer : requested.ToString();
        error = "";
        if (name != options.Packer && !options.AllowedPackers.Contains(name))
        {
            packer = null!;
            error = $"The query parameter {ProtocolParameters.Packer} names no packer of this endpoint. It has {string.Join(", ", options.AllowedPackers.Prepend(options.Packer))}.";
            return false;
        }

        return node.Packers.TryGetValue(name, out packer!)
            ? true
            : throw new InvalidOperationException($"The endpoint allows the packer \"{name}\", which this node doesn't have: it has {string.Join(", ", node.Packers.Keys)}.");
    }
}

/// <summary>The permanent refusal of a request.</summary>
/// <param name="Reason">The reason for the log. It contains no secret, and nothing of the app's own answer.</param>
/// <param name="Answer">The HTTP response.</param>
internal sealed record RequestRefusal(string Reason, SenteRefusal Answer)
{
    /// <summary>Refuses a request that violates the protocol: the response has the same text as the log.</summary>
    public static RequestRefusal BadRequest(string reason) => new(reason, new SenteRefusal(StatusCodes.Status400BadRequest, reason));
}
