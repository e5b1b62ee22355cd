namespace Sente;

/// <summary>The two reserved user ids. Every other uid is the application's: any string of 1 to 256 bytes of UTF-8.</summary>
public static class Uid
{
    /// <summary>
    /// How a client without a user is known: on the wire the keyword <c>:sente/nil-uid</c>. No real user can have it:
    /// a uid that an application gives is a string on the wire, and this one is refused.
    /// </summary>
    public const string Nil = ":sente/nil-uid";

    /// <summary>All clients without a user: what pushing to <c>:sente/all-users-without-uid</c> means in Sente.</summary>
    public const string AllUsersWithoutUid = ":sente/all-users-without-uid";

    /// <summary>
    /// Whether a name is one of Sente's own, or could be taken for one: with or without its colon, in any case, with blanks around it. No user can
    /// have it, so an app that lets people choose their uid refuses it, as the endpoint and every push do.
    /// </summary>
    /// <param name="uid">The name.</param>
    public static bool IsReserved(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        var name = uid.AsSpan().Trim().TrimStart(':').Trim();
        return name.Equals(Nil.AsSpan(1), StringComparison.OrdinalIgnoreCase) || name.Equals(AllUsersWithoutUid.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}
