using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>Implements <see cref="IConnectedUsers"/> with the presence table of this node and the region.</summary>
internal sealed class ConnectedUsers(NodeAccessor accessor) : IConnectedUsers
{
    private const int MaxBehind = 10_000;

    private static readonly ConnectedUids Nobody = new PresenceTable().Current;

    public ConnectedUids Current => accessor.NodeOrNull?.Presence.Current ?? Nobody;

    public async Task<bool> IsOnlineAsync(string uid, CancellationToken cancellationToken = default)
    {
        var ask = new AskPresence(EntityIds.OfUser(PushArguments.CheckUid(uid)));
        var node = await accessor.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await node.Actors.Region.Ask<PresenceAnswer>(ask, node.Limits.PushTimeout, cancellationToken).ConfigureAwait(false);
            return answer.Online;
        }
        catch (AskTimeoutException exception)
        {
            throw new TimeoutException($"The node of the user did not answer within {node.Limits.PushTimeout}.", exception);
        }
    }

    public IAsyncEnumerable<PresenceChange> Changes(CancellationToken cancellationToken = default)
    {
        // The watch begins with this call, not with the first read, so that no change in between is missed.
        var changes = Channel.CreateBounded<PresenceChange>(MaxBehind);
        accessor.Tell(static node => node.Actors.Presence, new WatchPresence(changes.Writer));
        return ReadAsync(changes, cancellationToken);
    }

    private async IAsyncEnumerable<PresenceChange> ReadAsync(Channel<PresenceChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            accessor.Tell(static node => node.Actors.Presence, new UnwatchPresence(changes.Writer));
        }
    }
}
