using System.Security.Cryptography;
using System.Text;

namespace Sente.Actors;

/// <summary>
/// Names of the sharded entities. A client without a user is an entity of its own, so that a million of them are not one actor, named by the
/// most that the client can prove:
/// <code>
///   u/&lt;uid&gt;                               a user
///   n/&lt;hash of browser's cookie, client-id&gt;  a client without a user, in a browser that we know
///   s/&lt;hash of a secret&gt;                   one that holds a session, or a socket: nobody else can name it
///   p/&lt;hash of client-id&gt;                a poller or POST with nothing but its client-id
/// </code>
/// </summary>
/// <remarks>Hashed, because Akka logs the names of entities at its debug level.</remarks>
internal static class EntityIds
{
    /// <summary>The entity of a user, or of a client without one that has nothing but its client-id.</summary>
    public static string Of(string uid, string clientId) => uid == Uid.Nil ? "p/" + Hash(Encoding.UTF8.GetBytes(clientId)) : OfUser(uid);

    /// <summary>The entity of a real user.</summary>
    public static string OfUser(string uid) => "u/" + uid;

    /// <summary>The entity of a client without a user in a browser with a cookie of ours.</summary>
    public static string OfBrowser(ReadOnlySpan<byte> browser, string clientId) => "n/" + Hash([.. browser, .. Encoding.UTF8.GetBytes(clientId)]);

    /// <summary>The entity that only the holder of a secret can name.</summary>
    public static string OfSecret(string secret) => "s/" + Hash(Encoding.UTF8.GetBytes(secret));

    /// <summary>The user of an entity that <see cref="OfUser"/> named.</summary>
    public static string UidOf(string userEntity) => userEntity[2..];

    /// <summary>Whether only its own client can name the entity: what waits for it may be given to a transport that begins with a handshake.</summary>
    public static bool IsProven(string entity) => entity[0] is 'u' or 'n';

    /// <summary>Whether the entity ends with its socket or session, so that it can't remember that its client misbehaved.</summary>
    public static bool IsShortLived(string entity) => entity[0] == 's';

    /// <summary>Distinguishes a client from all others of its uid: its client-id, or its entity where it has no user.</summary>
    public static string ClientKey(string uid, string clientId, string entity) => uid == Uid.Nil ? entity : clientId;

    private static string Hash(ReadOnlySpan<byte> secret) => Convert.ToHexStringLower(SHA256.HashData(secret).AsSpan(0, 16));
}
