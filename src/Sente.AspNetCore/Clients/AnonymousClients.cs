using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// Finds the entity of a client without a user (docs/protocol.md, "Clients without a user"): by its browser's cookie; else, with the extension, by
/// its session, or by a new secret that its sessions will begin with; else by a random id that lasts as long as its WebSocket. A poll or a POST
/// with none of these has only its client-id.
/// </summary>
internal sealed class AnonymousClients(BrowserCookie browsers)
{
    /// <summary>Returns the client of a request for which <c>UserId</c> returned no user.</summary>
    public ClientIdentity Identify(HttpContext context, string clientId, Packer packer)
    {
        if (browsers.Read(context) is { } browser)
        {
            return new ClientIdentity(Uid.Nil, clientId, EntityIds.OfBrowser(browser, clientId), packer);
        }

        var query = context.Request.Query;
        var isExtended = query[ProtocolParameters.Extended] == "1";
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var secret = isExtended ? SessionSecret.Of(query[ProtocolParameters.Session]) : null;
        if (secret is null && (context.WebSockets.IsWebSocketRequest || (isExtended && !isPost)))
        {
            secret = SessionSecret.Create();
        }

        return secret is null
            ? new ClientIdentity(Uid.Nil, clientId, EntityIds.Of(Uid.Nil, clientId), packer)
            : new ClientIdentity(Uid.Nil, clientId, EntityIds.OfSecret(secret), packer) { SessionSecret = secret };
    }
}

/// <summary>The first half of the session names of a client that nothing else identifies: 128 random bits, from which its entity's name is derived.</summary>
internal static class SessionSecret
{
    private const int Length = 32;

    /// <summary>Creates a secret.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2));

    /// <summary>Returns the secret in a session's name; null when it is no session of such a client.</summary>
    public static string? Of(StringValues session) =>
        session is [{ Length: 2 * Length } text] && text.All(char.IsAsciiHexDigitLower) ? text[..Length] : null;
}
