using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Sente.Actors;

namespace Sente.ClusterTests;

/// <summary>Records which serializers and manifests the messages between the nodes of a cluster use, and compares them with what is allowed.</summary>
public sealed class BetweenNodesSpec
{
    // Type names have a comma before the assembly's name; Akka's short manifests have none.
    private static readonly string[] TypeNames =
    [
        "Akka.Dispatch.SysMsg.Watch, Akka", "Akka.Dispatch.SysMsg.Unwatch, Akka", "Akka.Dispatch.SysMsg.DeathWatchNotification, Akka", "Akka.Dispatch.SysMsg.Terminate, Akka",
    ];

    // Akka.Remote's containers, misc, primitives and system messages; Akka.Cluster; replicated data and its replicator; sharding; singletons; bytes; null; Sente.
    private static readonly int[] Serializers = [0, 4, 5, 6, 11, 12, 13, 14, 16, 17, 22, SenteSerializer.Id];

    [Fact]
    public async Task Joining_working_moving_and_leaving_use_known_serializers_and_no_type_name_outside_the_allow_lists()
    {
        var recording = new Recording();
        await using var cluster = await TestCluster.StartAsync(1, _ => { });
        recording.Attach(System(cluster, 0));
        for (var node = 1; node <= 2; node++)
        {
            await cluster.AddAsync(_ => { });
            recording.Attach(System(cluster, node));
        }

        // Users on every node, whose clients are connected to the first.
        for (var node = 0; node < 3; node++)
        {
            var uid = cluster.UserOn(node);
            var port = cluster.Attach(0, uid, "c1");
            Assert.True(port.ExpectAttached());
            await cluster.Services(0).GetRequiredService<ISente>().PushAsync(uid, new Event("test/pushed", node));
            Assert.Equal($"[[[:test/pushed {node}]] nil]", port.ExpectFrame());
        }

        // A node leaves: its shards move.
        var moved = cluster.UserOn(2);
        await cluster.StopAsync(2);
        var again = cluster.Attach(0, moved, "c2");
        Assert.True(again.ExpectAttached());

        var seen = recording.Seen;
        Assert.All(new[] { 5, 12, 13, SenteSerializer.Id }, needed => Assert.Contains(seen, each => each.Serializer == needed));
        Assert.All(seen, each => Assert.Contains(each.Serializer, Serializers));

        // Akka.Cluster's serializer has long manifests, but only compares them with constants: it resolves no type by them.
        Assert.All(seen.Where(each => each.Manifest.Contains(',', StringComparison.Ordinal) && each.Serializer is not (4 or 5)), each => Assert.Contains(each.Manifest, TypeNames));
        Assert.All(seen.Where(each => each.Serializer == 5 && each.Manifest.Contains(',', StringComparison.Ordinal)), each => Assert.EndsWith(", Akka.Cluster", each.Manifest, StringComparison.Ordinal));

        // Replicated data: the register of the coordinator's state and its key, and messages that name no type.
        Assert.All(seen.Where(each => each.Serializer == 11), each => Assert.Contains(each.Manifest, new[] { "E", "e", "A", "L" }));
    }

    private static ActorSystem System(TestCluster cluster, int node) => cluster.Services(node).GetRequiredService<ActorSystem>();
}
