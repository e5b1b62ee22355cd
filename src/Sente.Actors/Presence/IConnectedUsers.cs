namespace Sente;

/// <summary>Gives access to the users that are connected.</summary>
/// <remarks>
/// A user still counts as connected for a while after the transport of the last client has ended, so that reloading a page does not count as leaving: by
/// default 2.5 s after a WebSocket and 5 s after a poll, an option of the endpoint. Handlers receive the same changes as the events
/// <c>chsk/uidport-open</c> and <c>chsk/uidport-close</c>, whose data is the uid.
/// </remarks>
public interface IConnectedUsers
{
    /// <summary>The users that are connected now. After a change, the first call copies all uids. Empty before Sente has started.</summary>
    ConnectedUids Current { get; }

    /// <summary>Asks the user's own actor, on whichever node it is, whether the user is connected.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <exception cref="ArgumentException">The uid is empty, too long or reserved.</exception>
    /// <exception cref="TimeoutException">The user's node did not answer within <see cref="SenteLimits.PushTimeout"/>.</exception>
    Task<bool> IsOnlineAsync(string uid, CancellationToken cancellationToken = default);

    /// <summary>Returns each change from this call on; the changes of one user are in order.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="InvalidOperationException">
    /// The reader was 10,000 changes behind, so that changes were lost: read <see cref="Current"/>, and call this method again.
    /// </exception>
    IAsyncEnumerable<PresenceChange> Changes(CancellationToken cancellationToken = default);
}

/// <summary>The users that were connected at one time, as Sente's <c>connected-uids</c>. All anonymous clients together appear as <see cref="Uid.Nil"/>.</summary>
/// <param name="Ws">The users with a client on a WebSocket.</param>
/// <param name="Ajax">The users with a client that polls.</param>
/// <param name="Any">The users with a client of either kind.</param>
public sealed record ConnectedUids(IReadOnlySet<string> Ws, IReadOnlySet<string> Ajax, IReadOnlySet<string> Any);

/// <summary>A change of a user's presence.</summary>
/// <param name="Uid">The user; <see cref="Sente.Uid.Nil"/>: all anonymous clients together.</param>
/// <param name="Ws">Whether the user now has a client on a WebSocket.</param>
/// <param name="Ajax">Whether the user now has a client that polls.</param>
public sealed record PresenceChange(string Uid, bool Ws, bool Ajax)
{
    /// <summary>Whether the user now has any client.</summary>
    public bool Any => Ws || Ajax;
}
