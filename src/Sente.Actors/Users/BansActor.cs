using Akka.Actor;
using Akka.Cluster;

namespace Sente.Actors;

/// <summary>
/// Keeps the bans of all nodes alike, one on every node: a ban holds wherever the user's shard moves, and survives the loss of any node.
/// <code>
///   CloseUser ─▶ Users ─BanUser─▶ BansActor ─SharedBans: one, replacing─▶ BansActors of the other nodes
///   a member is up ──────────────▶ BansActor ─SharedBans: all, adding──▶ BansActor of that member
/// </code>
/// </summary>
internal sealed class BansActor : UntypedActor
{
    /// <summary>Its name, by which the other nodes find it.</summary>
    public const string Name = "sente-bans";

    // Uids have at most 256 bytes, so that a chunk stays far below a remoting frame.
    private const int BansPerMessage = 1_000;

    private readonly NodeBans _bans;

    public BansActor(NodeBans bans) => _bans = bans;

    public static Props Props(NodeBans bans) => Akka.Actor.Props.Create(() => new BansActor(bans));

    protected override void PreStart()
    {
        if (UserRegion.IsClustered(Context.System))
        {
            Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));
        }
    }

    protected override void PostStop()
    {
        if (UserRegion.IsClustered(Context.System))
        {
            Cluster.Get(Context.System).Unsubscribe(Self);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BanUser ban:
                _bans.Set(ban.Uid, ban.Time);
                foreach (var other in UserRegion.OnOtherNodes(Context.System, Self))
                {
                    other.Tell(new SharedBans([ban], Replace: true), ActorRefs.NoSender);
                }

                break;
            case SharedBans bans:
                foreach (var ban in bans.Bans)
                {
                    _bans.Take(ban.Uid, ban.Time, bans.Replace);
                }

                break;
            case ClusterEvent.MemberUp { Member: var member } when member.UniqueAddress != Cluster.Get(Context.System).SelfUniqueAddress:
                SendAll(Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements));
                break;
            case ClusterEvent.MemberUp:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SendAll(ActorSelection member)
    {
        foreach (var chunk in _bans.All().Chunk(BansPerMessage))
        {
            member.Tell(new SharedBans(chunk, Replace: false), ActorRefs.NoSender);
        }
    }
}

/// <summary>A user's clients are refused for a time.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Time">For how long from now; zero lifts the ban.</param>
internal sealed record BanUser(string Uid, TimeSpan Time) : INoSerializationVerificationNeeded;

/// <summary>From the bans actor of another node.</summary>
/// <param name="Bans">Bans, their times counted from now: what the way takes is added to them.</param>
/// <param name="Replace">Whether they replace those of the same users, because they are newer; else they only add.</param>
internal sealed record SharedBans(IReadOnlyList<BanUser> Bans, bool Replace) : IRemoteMessage;
