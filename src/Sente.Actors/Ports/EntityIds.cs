using System.Security.Cryptography;
using System.Text;

namespace Sente.Actors;

/// <summary>
/// The names of entities. Each anonymous client is an entity of its own, so that a million of them are not one actor. Its name depends on what identifies
/// the client:
/// <code>
///   u/&lt;uid&gt;                               a user
///   n/&lt;hash of browser's cookie, client-id&gt;  an anonymous client in a browser with Sente's cookie
///   s/&lt;hash of a secret&gt;                   an anonymous client with a session or a WebSocket; no other client can know the name
///   p/&lt;hash of client-id&gt;                an anonymous client that polls or POSTs and has only its client-id
/// </code>
/// </summary>
/// <remarks>Cookies, secrets and client-ids are hashed, because Akka logs the names of entities at its debug level.</remarks>
internal static class EntityIds
{
    /// <summary>Returns the entity of a user, or of an anonymous client that has only its client-id.</summary>
    public static string Of(string uid, string clientId) => uid == Uid.Nil ? "p/" + Hash(Encoding.UTF8.GetBytes(clientId)) : OfUser(uid);

    /// <summary>Returns the entity of a user.</summary>
    public static string OfUser(string uid) => "u/" + uid;

    /// <summary>Returns the entity of an anonymous client in a browser with Sente's cookie.</summary>
    public static string OfBrowser(ReadOnlySpan<byte> browser, string clientId) => "n/" + Hash([.. browser, .. Encoding.UTF8.GetBytes(clientId)]);

    /// <summary>Returns the entity of the anonymous client that has the secret.</summary>
    public static string OfSecret(string secret) => "s/" + Hash(Encoding.UTF8.GetBytes(secret));

    /// <summary>Returns the uid of an entity from <see cref="OfUser"/>.</summary>
    public static string UidOf(string userEntity) => userEntity[2..];

    /// <summary>Whether the client has proved who it is by its user or cookie, so that even a transport that begins with a handshake may get what waits in the outbox.</summary>
    public static bool IsProven(string entity) => entity[0] is 'u' or 'n';

    /// <summary>Whether the entity ends with its WebSocket or session, so that it can't remember that its client misbehaved.</summary>
    public static bool IsShortLived(string entity) => entity[0] == 's';

    /// <summary>Returns what distinguishes a client from the others of its uid: its client-id, or its entity if it is anonymous.</summary>
    public static string ClientKey(string uid, string clientId, string entity) => uid == Uid.Nil ? entity : clientId;

    private static string Hash(ReadOnlySpan<byte> secret) => Convert.ToHexStringLower(SHA256.HashData(secret).AsSpan(0, 16));
}
