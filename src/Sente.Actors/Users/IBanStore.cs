namespace Sente;

/// <summary>
/// Stores bans (<see cref="CloseUser.RefuseFor"/>), so that they survive a restart of all nodes. Register an implementation as a service; without
/// one, bans are held in the nodes' memory only.
/// </summary>
/// <remarks>
/// Each node loads once while it starts, and saves the bans that are made on it one at a time, in the background: no client waits for the store.
/// </remarks>
public interface IBanStore
{
    /// <summary>Returns the bans that have not ended. A node that can't load them within 10 s does not start.</summary>
    /// <param name="cancellationToken">Cancelled after 10 s.</param>
    Task<IReadOnlyCollection<UserBan>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Stores a ban in place of the user's previous one. An exception is logged, and the ban is held in memory only.</summary>
    /// <param name="ban">The ban. One whose end has passed lifts the user's ban: remove it.</param>
    /// <param name="cancellationToken">Cancelled after 10 s.</param>
    Task SaveAsync(UserBan ban, CancellationToken cancellationToken);
}

/// <summary>A period in which all clients of a user are refused.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Until">When the user's clients may connect again.</param>
public sealed record UserBan(string Uid, DateTimeOffset Until);
