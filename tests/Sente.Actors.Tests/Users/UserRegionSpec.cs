using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace Sente.Actors.Tests;

/// <summary>Users behind their region, without and with a cluster, in real time.</summary>
public abstract class UserRegionSpec : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _system;
    private readonly SpecNode _spec;

    protected UserRegionSpec(string hocon)
    {
        _system = ActorSystem.Create("region", ConfigurationFactory.ParseString("akka.loglevel = WARNING\n" + hocon).WithFallback(SenteHocon.Reference));
        _spec = new SpecNode(_system);
    }

    public async Task InitializeAsync()
    {
        if (UserRegion.IsClustered(_system))
        {
            await Cluster.Get(_system).JoinAsync(Cluster.Get(_system).SelfAddress).WaitAsync(Patience);
        }

        await _spec.StartAsync();
    }

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_push_reaches_a_users_clients_and_one_to_nobody_is_answered()
    {
        var port = _spec.Attach("u1", "c1");
        port.ExpectAttached();
        Assert.Equal(1, (await PushAsync("u1")).Written);
        Assert.Equal("[[[:test/a 1]] nil]", port.ExpectFrame());
        Assert.Equal(0, (await PushAsync("u2")).Written);
    }

    [Fact]
    public async Task Pushes_and_attaches_that_meet_a_passivating_user_are_all_answered()
    {
        // Each push to nobody starts the user and lets it passivate; those that meet it then go to its next life.
        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => PushAsync("u1")));
        Assert.All(results, result => Assert.Equal(0, result.Written));
        for (var i = 0; i < 50; i++)
        {
            var pushed = PushAsync("u2");
            var port = _spec.Attach("u2", "c1");
            port.ExpectAttached();
            port.End();
            await pushed;
        }
    }

    [Fact]
    public async Task A_ban_outlives_the_users_actor()
    {
        for (var i = 0; i < 20; i++)
        {
            var uid = $"u{i}";
            _ = PushAsync(uid);
            _spec.Node.Actors.Region.Tell(new CloseEntity(EntityIds.OfUser(uid), TimeSpan.FromHours(1)), ActorRefs.NoSender);
            await PushAsync(uid);
            Assert.Equal(1013, _spec.Attach(uid, "c1").Refusals.Expect("the refusal").Code);
        }
    }

    [Fact]
    public async Task A_user_whose_last_client_has_left_stops()
    {
        _spec.Node.Limits.Retention = TimeSpan.Zero;
        var port = _spec.Attach("u1", "c1");
        port.ExpectAttached();
        var user = Assert.Single(_spec.Node.UserServices.LocalUsers).Key;
        var stopped = user.WatchAsync();
        port.End();
        Assert.True(await stopped.WaitAsync(Patience));
    }

    private Task<PushResult> PushAsync(string uid) => _spec.Node.Actors.Users.Ask<PushResult>(new PushToUser(uid, new Event("test/a", 1)) { WantsResult = true }, Patience);
}

/// <summary>Without a cluster: <see cref="LocalUserRegionActor"/>.</summary>
public sealed class LocalUserRegionSpec() : UserRegionSpec("akka.actor.provider = local");

/// <summary>In a cluster: Akka's shard region.</summary>
public sealed class ShardedUserRegionSpec() : UserRegionSpec(
    """
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp.port = 0
    akka.cluster { leader-actions-interval = 100ms, periodic-tasks-initial-delay = 100ms, sharding.distributed-data.majority-min-cap = 1 }
    """);
