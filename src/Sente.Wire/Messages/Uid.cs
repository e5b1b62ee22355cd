namespace Sente;

/// <summary>The two reserved uids. All other strings of 1 to 256 bytes in UTF-8 are the app's.</summary>
public static class Uid
{
    /// <summary>
    /// Stands for the uid of a client without a user; on the wire, the keyword <c>:sente/nil-uid</c>. No user can have it: an app's uids
    /// are strings on the wire, and this one is refused.
    /// </summary>
    public const string Nil = ":sente/nil-uid";

    /// <summary>Stands for all clients without a user, as the target of a push.</summary>
    public const string AllUsersWithoutUid = ":sente/all-users-without-uid";

    /// <summary>
    /// Whether a name is a reserved uid, or could be taken for one: with or without its colon, in upper or lower case, with blanks around it.
    /// The endpoint and every push refuse such a uid, so an app whose people choose their uids should refuse it too.
    /// </summary>
    /// <param name="uid">The name.</param>
    public static bool IsReserved(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        var name = uid.AsSpan().Trim().TrimStart(':').Trim();
        return name.Equals(Nil.AsSpan(1), StringComparison.OrdinalIgnoreCase) || name.Equals(AllUsersWithoutUid.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}
