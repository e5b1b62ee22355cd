namespace Sente;

/// <summary>
/// Keeps bans (<see cref="CloseUser.RefuseFor"/>) over a restart of all nodes. An app that wants it registers an implementation as a service;
/// without one, bans live in the memory of the nodes.
/// </summary>
/// <remarks>
/// Called by each node: once while it starts, and from a queue of its own when a ban is made, one call at a time. Nothing that a client does
/// waits for it.
/// </remarks>
public interface IBanStore
{
    /// <summary>Returns the bans that have not ended. A node that can't load them within 10 s does not start.</summary>
    /// <param name="cancellationToken">Cancelled when the time is over.</param>
    Task<IReadOnlyCollection<UserBan>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Stores a ban in place of the user's previous one. What it throws is logged, and the ban holds in memory only.</summary>
    /// <param name="ban">The ban; one whose end has passed lifts the user's ban.</param>
    /// <param name="cancellationToken">Cancelled after 10 s.</param>
    Task SaveAsync(UserBan ban, CancellationToken cancellationToken);
}

/// <summary>A user who is refused for a time.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Until">When the user's clients may connect again.</param>
public sealed record UserBan(string Uid, DateTimeOffset Until);
