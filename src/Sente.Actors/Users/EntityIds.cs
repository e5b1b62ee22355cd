using System.Security.Cryptography;
using System.Text;

namespace Sente.Actors;

/// <summary>
/// Names of the sharded entities: <c>u/&lt;uid&gt;</c> for users, <c>n/&lt;hash of the client-id&gt;</c> for clients without one, so that no
/// real uid can be an anonymous client's, and a million anonymous clients are not one actor.
/// </summary>
/// <remarks>A client-id is what an anonymous client is known by, so it is hashed: Akka logs the names of entities at its debug level.</remarks>
internal static class EntityIds
{
    /// <summary>The entity of a user's or an anonymous client's.</summary>
    public static string Of(string uid, string clientId) => uid == Uid.Nil ? "n/" + Hash(clientId) : OfUser(uid);

    /// <summary>The entity of a real user.</summary>
    public static string OfUser(string uid) => "u/" + uid;

    /// <summary>The user of an entity that <see cref="OfUser"/> named.</summary>
    public static string UidOf(string userEntity) => userEntity[2..];

    private static string Hash(string clientId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clientId)).AsSpan(0, 16));
}
