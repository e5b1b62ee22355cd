using Akka.Actor;

namespace Sente.Actors;

/// <summary><see cref="ISente"/> over this node's <see cref="UsersActor"/>.</summary>
internal sealed class Pusher(SenteNodeSlot slot) : ISente
{
    public Task<PushResult> PushAsync(string uid, Event evt, CancellationToken cancellationToken = default) =>
        PushAsync(new PushToUser(uid, evt), cancellationToken);

    public Task<PushResult> PushAsync(PushToUser push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        return AskAsync(push.WantsResult ? push : new PushToUser(push.Uid, push.Events) { Flush = push.Flush, WantsResult = true }, cancellationToken);
    }

    public Task<PushResult> PushAsync(PushToClient push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        return AskAsync(push.WantsResult ? push : new PushToClient(push.Uid, push.ClientId, push.Events[0]) { Flush = push.Flush, WantsResult = true }, cancellationToken);
    }

    public Task<PushResult> PushAsync(PushToUsers push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        return AskAsync(push.WantsResult ? push : new PushToUsers(push.Uids, push.Events[0]) { Flush = push.Flush, WantsResult = true }, cancellationToken);
    }

    public Task<PushResult> PushAsync(PushToAll push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        return AskAsync(push.WantsResult ? push : new PushToAll(push.Events[0]) { Flush = push.Flush, WantsResult = true }, cancellationToken);
    }

    public void Push(string uid, Event evt) => slot.Node.Users.Tell(new PushToUser(uid, evt), ActorRefs.NoSender);

    public void Close(string uid, TimeSpan? refuseFor = null) => slot.Node.Users.Tell(new CloseUser(uid, refuseFor), ActorRefs.NoSender);

    private async Task<PushResult> AskAsync(object push, CancellationToken cancellationToken)
    {
        var node = slot.Node;
        try
        {
            return await node.Users.Ask<PushResult>(push, node.Limits.PushTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException exception)
        {
            throw new TimeoutException($"The node of the user did not say within {node.Limits.PushTimeout} what became of the push; it may still be delivered.", exception);
        }
    }
}
