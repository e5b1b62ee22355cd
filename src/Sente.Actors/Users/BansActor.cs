using Akka.Actor;
using Akka.Cluster;

namespace Sente.Actors;

/// <summary>
/// Shares bans between nodes, one actor on every node: a ban holds wherever the user's shard moves, and survives the loss of any node.
/// <code>
///   CloseUser ─▶ Users ─BanUser─▶ BansActor ─SharedBans: one, Replace──────▶ BansActors of the other nodes
///   MemberUp ────────────────────▶ BansActor ─SharedBans: all, not Replace─▶ BansActor of that member
/// </code>
/// </summary>
internal sealed class BansActor : UntypedActor
{
    /// <summary>The actor's name; the same on every node, so that the others find it.</summary>
    public const string Name = "sente-bans";

    // A uid has at most 256 bytes, so such a message stays far below the size of a remoting frame.
    private const int BansPerMessage = 1_000;

    private readonly NodeBans _bans;
    private readonly string? _role;

    public BansActor(NodeBans bans, string? role)
    {
        _bans = bans;
        _role = role;
    }

    /// <param name="bans">The bans of this node.</param>
    /// <param name="role">The cluster role of the nodes on which users live, and which so need the bans; null: all nodes.</param>
    public static Props Props(NodeBans bans, string? role) => Akka.Actor.Props.Create(() => new BansActor(bans, role));

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
                foreach (var other in UserRegion.OnOtherNodes(Context.System, _role, Self))
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
            case ClusterEvent.MemberUp { Member: var member } when member.UniqueAddress != Cluster.Get(Context.System).SelfUniqueAddress && (_role is null || member.HasRole(_role)):
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

/// <summary>Bans a user: from <see cref="UsersActor"/> for a new ban, and an item of <see cref="SharedBans"/>.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Time">How long, from now; zero lifts the user's ban.</param>
internal sealed record BanUser(string Uid, TimeSpan Time) : INoSerializationVerificationNeeded;

/// <summary>From the <see cref="BansActor"/> of another node: its bans.</summary>
/// <param name="Bans">The bans. Their times count from the arrival of the message, which so lengthens them by its time on the way.</param>
/// <param name="Replace">Whether they replace existing bans of the same users, because they are newer; otherwise the existing bans stay.</param>
internal sealed record SharedBans(IReadOnlyList<BanUser> Bans, bool Replace) : IRemoteMessage;
