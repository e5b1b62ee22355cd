using Akka.Actor;

namespace Sente.Actors;

/// <summary>Implements <see cref="ISente"/> with this node's <see cref="UsersActor"/>.</summary>
internal sealed class SenteService(NodeAccessor accessor) : ISente
{
    public Task<PushResult> PushAsync(string uid, Event evt, CancellationToken cancellationToken = default) =>
        PushAsync(new PushToUser(uid, evt), cancellationToken);

    public Task<PushResult> PushAsync(PushMessage push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        return AskAsync(push.WithResult(), cancellationToken);
    }

    public void Push(string uid, Event evt) => Tell(new PushToUser(uid, evt));

    public void Push(PushMessage push) => Tell(push);

    public void Close(string uid, TimeSpan? refuseFor = null) => Tell(new CloseUser(uid, refuseFor));

    private void Tell(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        accessor.Tell(static node => node.Actors.Users, message);
    }

    private async Task<PushResult> AskAsync(PushMessage push, CancellationToken cancellationToken)
    {
        var node = await accessor.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await node.Actors.Users.Ask<PushResult>(push, node.Limits.PushTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException exception)
        {
            throw new TimeoutException($"The user's node did not report the result of the push within {node.Limits.PushTimeout} (SenteLimits.PushTimeout); the push may still be delivered.", exception);
        }
    }
}
