using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Sente.Actors;

/// <summary>
/// Replaces the shard region where there is no cluster: starts a user actor for each entity, and stops it when it asks for that.
/// <code>
///   message --> no actor --> start --> running --Passivate--> stopping --Terminated--> (gone)
///                              ^                                 | messages wait
///                              +-- Terminated, messages waited --+
/// </code>
/// </summary>
internal sealed class LocalUserRegionActor : UntypedActor
{
    /// <summary>The most messages that wait for actors that are stopping, all together: Akka's own default for a shard region.</summary>
    public const int MaxWaiting = 100_000;

    private readonly SenteMetrics _metrics;
    private readonly Props _user;
    private readonly Dictionary<string, Entity> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, Entity> _byActor = [];
    private int _waiting;

    public LocalUserRegionActor(SenteMetrics metrics, Props user)
    {
        _metrics = metrics;
        _user = user;
    }

    public static Props Props(SenteMetrics metrics, Props user) => Akka.Actor.Props.Create(() => new LocalUserRegionActor(metrics, user));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IUserMessage toUser:
                OnUserMessage(toUser);
                break;
            case Passivate passivate:
                OnPassivate(passivate);
                break;
            case Terminated terminated:
                OnTerminated(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnUserMessage(IUserMessage message)
    {
        if (!_byId.TryGetValue(message.EntityId, out var entity))
        {
            entity = Start(message.EntityId);
        }

        if (entity.Waiting is not { } waiting)
        {
            entity.Actor.Forward(message);
        }
        else if (_waiting < MaxWaiting)
        {
            _waiting++;
            waiting.Enqueue((message, Sender));
        }
        else
        {
            _metrics.RegionDrops.Add(1);
        }
    }

    private void OnPassivate(Passivate passivate)
    {
        if (_byActor.TryGetValue(Sender, out var entity) && entity.Waiting is null)
        {
            entity.Waiting = new Queue<(IUserMessage, IActorRef)>();
            entity.Actor.Tell(passivate.StopMessage);
        }
    }

    private void OnTerminated(IActorRef actor)
    {
        if (!_byActor.Remove(actor, out var entity))
        {
            return;
        }

        _byId.Remove(entity.Id);
        if (entity.Waiting is not { Count: > 0 } waiting)
        {
            return;
        }

        _waiting -= waiting.Count;
        var next = Start(entity.Id);
        foreach (var (message, sender) in waiting)
        {
            next.Actor.Tell(message, sender);
        }
    }

    private Entity Start(string id)
    {
        // Without a name: a uid may contain characters that an actor's path can't, and Akka logs paths.
        var entity = new Entity(id, Context.Watch(Context.ActorOf(_user)));
        _byId.Add(id, entity);
        _byActor.Add(entity.Actor, entity);
        return entity;
    }

    private sealed class Entity(string id, IActorRef actor)
    {
        public string Id { get; } = id;

        public IActorRef Actor { get; } = actor;

        /// <summary>The messages that arrived while the actor is stopping, with their senders; null while it runs.</summary>
        public Queue<(IUserMessage Message, IActorRef Sender)>? Waiting { get; set; }
    }
}
