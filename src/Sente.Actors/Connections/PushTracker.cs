using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// Collects what became of one push on each of a user's connections, and tells whoever asked when all have said so. Shared by connection
/// actors of one node; made only for pushes whose sender wants to know.
/// </summary>
internal sealed class PushTracker(int connections, IActorRef asker)
{
    private readonly Lock _lock = new();
    private int _open = connections;
    private int _written;
    private int _waiting;
    private List<PushRefusal>? _refused;

    /// <summary>A client's transport has taken it.</summary>
    public void Written()
    {
        lock (_lock)
        {
            _written++;
            Close();
        }
    }

    /// <summary>It waits in the outbox of a client that is away.</summary>
    public void Waiting()
    {
        lock (_lock)
        {
            _waiting++;
            Close();
        }
    }

    /// <summary>A client does not get it.</summary>
    public void Refused(PushRefusal refusal)
    {
        lock (_lock)
        {
            (_refused ??= []).Add(refusal);
            Close();
        }
    }

    private void Close()
    {
        if (--_open == 0)
        {
            asker.Tell(new PushResult(_written, _waiting, [.. _refused ?? []]), ActorRefs.NoSender);
        }
    }
}
