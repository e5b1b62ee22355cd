using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sente.Actors;

namespace Sente.ClusterTests;

/// <summary>Of three nodes, the first two have the role of the nodes on which users live; the third serves clients, but has no users.</summary>
public sealed class UserRoleSpec : IAsyncLifetime
{
    private const string Role = "users";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Recording _third = new();
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(0);
        await _cluster.AddAsync(userRole: Role, ownRole: Role);
        await _cluster.AddAsync(userRole: Role, ownRole: Role);

        // Ready before there is a third node: nothing waits for a node without the role.
        await ReadyAsync(0);
        await ReadyAsync(1);
        await _cluster.AddAsync(userRole: Role, ownRole: "web");
        _third.Attach(_cluster.Services(2).GetRequiredService<Akka.Actor.ActorSystem>());
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Users_live_only_on_nodes_of_the_role_and_clients_of_the_other_node_reach_them()
    {
        var ports = Enumerable.Range(0, 60).Select(i => _cluster.Attach(2, $"user-{i}", "c1")).ToArray();
        Assert.All(ports, port => Assert.True(port.ExpectAttached()));
        Assert.Equal([0, 1], ports.Select(_cluster.Home).Distinct().Order());
        Assert.Empty(_cluster.Nodes[2].UserServices.LocalUsers);
        Assert.Empty(_cluster.Nodes[2].Presence.Current.Any);

        var result = await Sente(2).PushAsync("user-7", new Event("test/pushed", 7));
        Assert.Equal(1, result.Written);
        Assert.Equal("[[[:test/pushed 7]] nil]", ports[7].ExpectFrame());
    }

    [Fact]
    public async Task A_push_to_all_from_any_node_reaches_all_users_and_is_not_sent_to_the_other_node()
    {
        var ports = Enumerable.Range(0, 20).Select(i => _cluster.Attach(i % 3, $"user-{i}", "c1")).ToArray();
        Assert.All(ports, port => Assert.True(port.ExpectAttached()));
        for (var node = 0; node < 3; node++)
        {
            await UpAsync(node, others: node == 2 ? 2 : 1);
            Assert.Equal(20, (await Sente(node).PushAsync(new PushToAll(new Event("test/pushed", node)))).Written);
            Assert.All(ports, port => Assert.Equal($"[[[:test/pushed {node}]] nil]", port.ExpectFrame()));
        }

        Assert.DoesNotContain("pn1", Manifests);
    }

    [Fact]
    public async Task A_ban_from_any_node_reaches_the_nodes_of_the_role_only()
    {
        for (var node = 0; node < 3; node++)
        {
            await UpAsync(node, others: node == 2 ? 2 : 1);
            _cluster.Nodes[node].Actors.Users.Tell(new CloseUser($"banned-{node}", TimeSpan.FromHours(1)), Akka.Actor.ActorRefs.NoSender);
            await UntilAsync(() => _cluster.Nodes.Take(2).All(other => other.UserServices.Bans.IsBanned($"banned-{node}", out _)));
        }

        Assert.DoesNotContain("nb1", Manifests);
    }

    [Fact]
    public async Task Every_node_is_ready_with_or_without_the_role()
    {
        for (var node = 0; node < 3; node++)
        {
            await UpAsync(node, others: node == 2 ? 2 : 1);
            await ReadyAsync(node);
        }
    }

    private IEnumerable<string> Manifests => _third.Seen.Where(seen => seen.Serializer == SenteSerializer.Id).Select(seen => seen.Manifest);

    private ISente Sente(int node) => _cluster.Services(node).GetRequiredService<ISente>();

    /// <summary>Waits until the node knows the other nodes on which users live.</summary>
    private async Task UpAsync(int node, int others) => await UntilAsync(() =>
        UserRegion.OnOtherNodes(_cluster.Services(node).GetRequiredService<Akka.Actor.ActorSystem>(), Role, _cluster.Nodes[node].Actors.Users).Count() == others);

    private async Task ReadyAsync(int node)
    {
        var checks = _cluster.Services(node).GetRequiredService<HealthCheckService>();
        await UntilAsync(async () => (await checks.CheckHealthAsync()).Status == HealthStatus.Healthy);
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
