using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// Collects the outcome of one push at each of a user's connections, and sends the <see cref="PushResult"/> when all have reported. The
/// connection actors share it, on several threads; only a push whose sender wants a result has one.
/// </summary>
/// <param name="connections">The number of connections that report, each once; at least 1.</param>
/// <param name="asker">The actor that receives the result.</param>
internal sealed class PushTracker(int connections, IActorRef asker)
{
    private readonly Lock _lock = new();
    private int _open = connections;
    private int _written;
    private int _waiting;
    private List<PushRefusal>? _refused;

    /// <summary>Reports that the push was written to a client's transport.</summary>
    public void Written()
    {
        lock (_lock)
        {
            _written++;
            CountReport();
        }
    }

    /// <summary>Reports that the push waits in the outbox of a client that is away.</summary>
    public void Waiting()
    {
        lock (_lock)
        {
            _waiting++;
            CountReport();
        }
    }

    /// <summary>Reports that a client does not receive the push.</summary>
    public void Refused(PushRefusal refusal)
    {
        lock (_lock)
        {
            (_refused ??= []).Add(refusal);
            CountReport();
        }
    }

    private void CountReport()
    {
        if (--_open == 0)
        {
            asker.Tell(new PushResult(_written, _waiting, [.. _refused ?? []]), ActorRefs.NoSender);
        }
    }
}
