namespace Sente;

/// <summary>Pushing for code that is no actor. Actors Tell to <see cref="Users"/> instead.</summary>
/// <remarks>
/// It may be used before Sente has started, as from a hosted service: <c>PushAsync</c> waits for the start, <c>Push</c> and
/// <see cref="Close"/> are kept until then, in order, up to <see cref="SenteLimits.MaxWaitingForStart"/>.
/// </remarks>
public interface ISente
{
    /// <summary>Pushes an event to all of a user's clients.</summary>
    /// <param name="uid">Whom.</param>
    /// <param name="evt">What.</param>
    /// <param name="cancellationToken">Stops waiting for the result; the push itself is on its way.</param>
    /// <returns>What became of it; a client that is away for the moment counts as waiting.</returns>
    /// <exception cref="ArgumentException">The uid or the event can't be pushed.</exception>
    /// <exception cref="TimeoutException">The user's node did not answer within <see cref="SenteLimits.PushTimeout"/>, or Sente did not start within it.</exception>
    Task<PushResult> PushAsync(string uid, Event evt, CancellationToken cancellationToken = default);

    /// <summary>Pushes as told: several events, flushed.</summary>
    /// <exception cref="TimeoutException">The user's node did not answer within <see cref="SenteLimits.PushTimeout"/>, or Sente did not start within it.</exception>
    Task<PushResult> PushAsync(PushToUser push, CancellationToken cancellationToken = default);

    /// <summary>Pushes to one client.</summary>
    /// <exception cref="TimeoutException">The user's node did not answer within <see cref="SenteLimits.PushTimeout"/>, or Sente did not start within it.</exception>
    Task<PushResult> PushAsync(PushToClient push, CancellationToken cancellationToken = default);

    /// <summary>Pushes to several users; the result is the sum.</summary>
    /// <exception cref="TimeoutException">The users' nodes did not answer within <see cref="SenteLimits.PushTimeout"/>, or Sente did not start within it.</exception>
    Task<PushResult> PushAsync(PushToUsers push, CancellationToken cancellationToken = default);

    /// <summary>Pushes to all users of all nodes; the result is the sum.</summary>
    /// <exception cref="TimeoutException">A node did not answer within <see cref="SenteLimits.PushTimeout"/>, or Sente did not start within it.</exception>
    Task<PushResult> PushAsync(PushToAll push, CancellationToken cancellationToken = default);

    /// <summary>Pushes without waiting for a result: what refuses it is in the log and the counters.</summary>
    /// <exception cref="ArgumentException">The uid or the event can't be pushed.</exception>
    void Push(string uid, Event evt);

    /// <summary>Pushes several events, or flushes, without waiting for a result.</summary>
    /// <param name="push">The push; its <see cref="PushToUser.WantsResult"/> has no effect.</param>
    void Push(PushToUser push);

    /// <summary>Pushes to one client without waiting for a result.</summary>
    /// <param name="push">The push; its <see cref="PushToClient.WantsResult"/> has no effect.</param>
    void Push(PushToClient push);

    /// <summary>Pushes to several users without waiting for a result.</summary>
    /// <param name="push">The push; its <see cref="PushToUsers.WantsResult"/> has no effect.</param>
    void Push(PushToUsers push);

    /// <summary>Pushes to all users of all nodes without waiting for a result.</summary>
    /// <param name="push">The push; its <see cref="PushToAll.WantsResult"/> has no effect.</param>
    void Push(PushToAll push);

    /// <summary>Closes all of a user's connections; see <see cref="CloseUser"/>.</summary>
    /// <exception cref="ArgumentException">The uid is empty or too long, or the time is negative or over a day.</exception>
    void Close(string uid, TimeSpan? refuseFor = null);
}

/// <summary>
/// Key of the actor that applications Tell to, one on every node: <c>IRequiredActor&lt;Users&gt;</c>, or
/// <c>ActorRegistry.Get&lt;Users&gt;()</c>. It takes <see cref="PushToUser"/>, <see cref="PushToClient"/>, <see cref="PushToUsers"/> and
/// <see cref="CloseUser"/>.
/// </summary>
public sealed class Users
{
    private Users()
    {
    }
}
