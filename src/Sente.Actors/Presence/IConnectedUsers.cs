namespace Sente;

/// <summary>Who is connected.</summary>
/// <remarks>
/// A user counts as connected for a grace after the last client's transport has ended (2.5 s for a WebSocket, 5 s for polls, an option of
/// the endpoint): reloading a page is no leaving. Handlers get the same changes as events, <c>chsk/uidport-open</c> and
/// <c>chsk/uidport-close</c>, whose data is the uid.
/// </remarks>
public interface IConnectedUsers
{
    /// <summary>Who is connected now. Made anew when something has changed since the last call: one copy of all uids. Empty before Sente has started.</summary>
    ConnectedUids Current { get; }

    /// <summary>Whether the user has any client now, asked of the user's own actor.</summary>
    /// <param name="uid">Who.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The uid is empty, too long or reserved.</exception>
    /// <exception cref="TimeoutException">The user's node did not answer within <see cref="SenteLimits.PushTimeout"/>.</exception>
    Task<bool> IsOnlineAsync(string uid, CancellationToken cancellationToken = default);

    /// <summary>Each change from now on, in order per user.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="InvalidOperationException">
    /// The reader fell 10,000 changes behind, and some are lost to it: read <see cref="Current"/> and begin anew.
    /// </exception>
    IAsyncEnumerable<PresenceChange> Changes(CancellationToken cancellationToken = default);
}

/// <summary>Who is connected: Sente's <c>connected-uids</c>. A snapshot; clients without a user appear as <see cref="Uid.Nil"/>.</summary>
/// <param name="Ws">Users with a client on a WebSocket.</param>
/// <param name="Ajax">Users with a client that polls.</param>
/// <param name="Any">Users with either.</param>
public sealed record ConnectedUids(IReadOnlySet<string> Ws, IReadOnlySet<string> Ajax, IReadOnlySet<string> Any);

/// <summary>A user's presence has changed.</summary>
/// <param name="Uid">Who; <see cref="Sente.Uid.Nil"/> for all clients without a user together.</param>
/// <param name="Ws">Whether the user now has a client on a WebSocket.</param>
/// <param name="Ajax">Whether the user now has a client that polls.</param>
public sealed record PresenceChange(string Uid, bool Ws, bool Ajax)
{
    /// <summary>Whether the user now has any client.</summary>
    public bool Any => Ws || Ajax;
}
