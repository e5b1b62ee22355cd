using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// Adds up the results of a push to several receivers, sends the sum to the asker and stops. If no result arrives for the time of the timeout, it
/// adds one refusal for all results that are missing.
/// </summary>
internal sealed class PushResultsActor : UntypedActor
{
    private readonly IActorRef _asker;
    private readonly List<PushRefusal> _refused = [];
    private int _open;
    private int _written;
    private int _waiting;

    public PushResultsActor(int users, IActorRef asker, TimeSpan timeout)
    {
        _open = users;
        _asker = asker;
        SetReceiveTimeout(timeout);
    }

    public static Props Props(int users, IActorRef asker, TimeSpan timeout) =>
        Akka.Actor.Props.Create(() => new PushResultsActor(users, asker, timeout));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PushResult result:
                _written += result.Written;
                _waiting += result.Waiting;
                _refused.AddRange(result.Refused);
                _open--;
                break;
            case ReceiveTimeout:
                _refused.Add(new PushRefusal(null, PushRefusalReason.ConnectionEnded, Invariant($"{_open} users' nodes did not answer in time.")));
                _open = 0;
                break;
            default:
                Unhandled(message);
                return;
        }

        if (_open == 0)
        {
            _asker.Tell(new PushResult(_written, _waiting, [.. _refused]));
            Context.Stop(Self);
        }
    }
}
