namespace Sente.Actors;

/// <summary>
/// Names of the sharded entities: <c>u/&lt;uid&gt;</c> for users, <c>n/&lt;client-id&gt;</c> for clients without one, so that no real
/// uid can be an anonymous client's, and a million anonymous clients are not one actor.
/// </summary>
internal static class EntityIds
{
    /// <summary>The entity of a user's or an anonymous client's.</summary>
    public static string Of(string uid, string clientId) => uid == Uid.Nil ? "n/" + clientId : OfUser(uid);

    /// <summary>The entity of a real user.</summary>
    public static string OfUser(string uid) => "u/" + uid;
}
