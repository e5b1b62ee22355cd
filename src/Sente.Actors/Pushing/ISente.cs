namespace Sente;

/// <summary>Pushes events to clients, for code outside of actors. Actors send the same messages to <see cref="Users"/> with <c>Tell</c>.</summary>
/// <remarks>
/// It can be used before Sente has started, for example by a hosted service: <c>PushAsync</c> waits for the start; calls of <c>Push</c> and
/// <see cref="Close"/> are kept until then, in order, up to <see cref="SenteLimits.MaxWaitingForStart"/>.
/// </remarks>
public interface ISente
{
    /// <summary>Pushes an event to all of a user's clients.</summary>
    /// <param name="uid">The user: 1 to 256 bytes of UTF-8.</param>
    /// <param name="evt">The event.</param>
    /// <param name="cancellationToken">Cancels waiting for the result, not the push.</param>
    /// <returns>The outcome of the push for each of the user's clients; a client that is away counts as waiting.</returns>
    /// <exception cref="ArgumentException">The uid is empty, too long or reserved, or the event's id is one of Sente's own.</exception>
    /// <exception cref="TimeoutException">The user's node did not answer, or Sente did not start, within <see cref="SenteLimits.PushTimeout"/>.</exception>
    Task<PushResult> PushAsync(string uid, Event evt, CancellationToken cancellationToken = default);

    /// <summary>Pushes one or more events to a user, a client, several users or all clients.</summary>
    /// <param name="push">The push: a <see cref="PushToUser"/>, <see cref="PushToClient"/>, <see cref="PushToUsers"/> or <see cref="PushToAll"/>.</param>
    /// <param name="cancellationToken">Cancels waiting for the result, not the push.</param>
    /// <returns>The outcome of the push; the sum over all users when there are several.</returns>
    /// <exception cref="TimeoutException">A node did not answer, or Sente did not start, within <see cref="SenteLimits.PushTimeout"/>.</exception>
    Task<PushResult> PushAsync(PushMessage push, CancellationToken cancellationToken = default);

    /// <summary>Pushes an event to all of a user's clients without waiting for a result: a refusal is logged and counted.</summary>
    /// <param name="uid">The user: 1 to 256 bytes of UTF-8.</param>
    /// <param name="evt">The event.</param>
    /// <exception cref="ArgumentException">The uid is empty, too long or reserved, or the event's id is one of Sente's own.</exception>
    void Push(string uid, Event evt);

    /// <summary>Pushes without waiting for a result: a refusal is logged and counted.</summary>
    /// <param name="push">The push; its <see cref="PushMessage.WantsResult"/> has no effect.</param>
    void Push(PushMessage push);

    /// <summary>Closes all of a user's connections; see <see cref="CloseUser"/>.</summary>
    /// <param name="uid">The user: 1 to 256 bytes of UTF-8.</param>
    /// <param name="refuseFor">How long the user's clients are refused when they connect again: at most a day. Zero lifts an earlier ban, null leaves it as it is.</param>
    /// <exception cref="ArgumentException">The uid is empty or too long, or the time is negative or over a day.</exception>
    void Close(string uid, TimeSpan? refuseFor = null);
}

/// <summary>
/// The key of the actor that receives pushes, one per node: <c>IRequiredActor&lt;Users&gt;</c>, or <c>ActorRegistry.Get&lt;Users&gt;()</c>. It
/// handles every <see cref="PushMessage"/> and <see cref="CloseUser"/>.
/// </summary>
public sealed class Users
{
    private Users()
    {
    }
}
