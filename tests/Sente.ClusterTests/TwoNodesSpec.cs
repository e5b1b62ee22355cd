using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Sente.Actors;
using Sente.Actors.Tests;
using Sente.Wire;

namespace Sente.ClusterTests;

/// <summary>A client's transport is on node A and its user actor on node B: pushes from both nodes, requests, credit, closing.</summary>
public sealed class TwoNodesSpec : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private string _uid = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(2, handlers => handlers
            .On("test/echo", (EventMsg msg) => msg.Data.ToValue())
            .On("test/refuse", (Action<EventMsg>)(_ => throw new SenteReplyException("room is full", "full", 7)))
            .On("test/fail", (Action<EventMsg>)(_ => throw new InvalidOperationException("meant to"))));
        _uid = _cluster.UserOn(1);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_push_from_either_node_reaches_the_client_and_says_so()
    {
        var port = _cluster.Attach(0, _uid, "c1");
        port.ExpectAttached();
        Assert.Equal(1, _cluster.Home(port));
        for (var node = 0; node < 2; node++)
        {
            var result = await _cluster.Services(node).GetRequiredService<ISente>().PushAsync(_uid, new Event("test/pushed", node));
            Assert.Equal(1, result.Written);
            Assert.Equal($"[[[:test/pushed {node}]] nil]", port.ExpectFrame());
        }
    }

    [Fact]
    public void A_push_told_to_another_nodes_users_actor_arrives_too()
    {
        var port = _cluster.Attach(0, _uid, "c1");
        port.ExpectAttached();
        var far = _cluster.Services(1).GetRequiredService<ActorSystem>();
        var path = Akka.Cluster.Cluster.Get(far).SelfAddress + _cluster.Nodes[1].Actors.Users.Path.ToStringWithoutAddress();
        _cluster.Services(0).GetRequiredService<ActorSystem>().ActorSelection(path).Tell(new PushToUser(_uid, [new Event("test/pushed", 1), new Event("test/pushed", 2)]));
        Assert.Equal("[[[:test/pushed 1] [:test/pushed 2]] nil]", port.ExpectFrame());
    }

    [Fact]
    public void A_request_is_handled_on_the_users_node_and_its_reply_comes_back()
    {
        var port = _cluster.Attach(0, _uid, "c1");
        port.ExpectAttached();
        Receive(port, "[[:test/echo 42] \"cb1\"]");
        Assert.Equal("[42 \"cb1\"]", port.ExpectFrame());
        Receive(port, "[[:test/fail 42] \"cb2\"]");
        Assert.Equal("[:chsk/error \"cb2\"]", port.ExpectFrame());
    }

    [Fact]
    public void A_thousand_requests_come_back_and_their_credit_too()
    {
        var port = _cluster.Attach(0, _uid, "c1");
        port.ExpectAttached();
        for (var i = 0; i < 1000; i++)
        {
            Receive(port, $"[[:test/echo {i}] \"cb{i}\"]");
            Assert.Equal($"[{i} \"cb{i}\"]", port.ExpectFrame());
        }

        var credit = 0;
        while (credit < 900)
        {
            credit += port.Grants.Expect("credit").Events;
        }
    }

    [Fact]
    public void A_large_event_is_not_lost_between_the_nodes()
    {
        var port = _cluster.Attach(0, _uid, "c1");
        port.ExpectAttached();
        _cluster.Nodes[0].Actors.Users.Tell(new PushToUser(_uid, new Event("test/pushed", new string('x', 1_000_000))));
        Assert.Equal(1_000_000 + "[[[:test/pushed \"\"]] nil]".Length, port.ExpectFrame().Length);
    }

    [Fact]
    public void A_second_socket_on_the_other_node_takes_over_from_the_first_and_both_nodes_tell()
    {
        var first = _cluster.Attach(0, _uid, "c1");
        first.ExpectAttached();
        var second = _cluster.Attach(1, _uid, "c1");
        second.ExpectAttached();
        Assert.Equal(1000, first.Closes.Expect("the close of the older socket").Code);
        _cluster.Nodes[0].Actors.Users.Tell(new PushToUser(_uid, new Event("test/pushed", 1)));
        Assert.Equal("[[[:test/pushed 1]] nil]", second.ExpectFrame());
    }

    [Fact]
    public void Closing_a_user_reaches_its_sockets_on_all_nodes()
    {
        var ports = new[] { _cluster.Attach(0, _uid, "c1"), _cluster.Attach(1, _uid, "c2") };
        Assert.All(ports, port => Assert.True(port.ExpectAttached()));
        _cluster.Nodes[0].Actors.Users.Tell(new CloseUser(_uid, TimeSpan.FromMinutes(1)));
        Assert.All(ports, port => Assert.Equal(1000, port.Closes.Expect("the close").Code));
        var refused = _cluster.Attach(0, _uid, "c1");
        Assert.Equal(1013, refused.Refusals.Expect("the refusal").Code);
    }

    [Fact]
    public async Task A_push_to_all_reaches_the_users_of_all_nodes_and_says_how_many()
    {
        var here = _cluster.UserOn(0);
        var ports = new[] { _cluster.Attach(0, _uid, "c1"), _cluster.Attach(1, here, "c2"), _cluster.Attach(1, Uid.Nil, "c3") };
        Assert.All(ports, port => Assert.True(port.ExpectAttached()));
        var sente = _cluster.Services(0).GetRequiredService<ISente>();
        var result = await sente.PushAsync(new PushToAll(new Event("test/pushed", 1)));
        Assert.Equal(3, result.Written);
        Assert.All(ports, port => Assert.Equal("[[[:test/pushed 1]] nil]", port.ExpectFrame()));
        Assert.Equal(1, (await sente.PushAsync(Uid.AllUsersWithoutUid, new Event("test/pushed", 2))).Written);
        Assert.Equal("[[[:test/pushed 2]] nil]", ports[2].ExpectFrame());
    }

    [Fact]
    public async Task Either_node_can_ask_whether_a_user_is_online()
    {
        for (var node = 0; node < 2; node++)
        {
            Assert.False(await _cluster.Services(node).GetRequiredService<IConnectedUsers>().IsOnlineAsync("nobody"));
        }

        _cluster.Attach(0, _uid, "c1").ExpectAttached();
        for (var node = 0; node < 2; node++)
        {
            Assert.True(await _cluster.Services(node).GetRequiredService<IConnectedUsers>().IsOnlineAsync(_uid));
        }
    }

    [Fact]
    public void A_POST_to_one_node_is_handled_on_the_users_node_and_its_reply_comes_back()
    {
        var pending = new FakePost();
        var message = Packers.Edn.ReadClientMessage("[[:test/echo {:a 1}] :ajax]"u8.ToArray(), WireLimits.Default);
        _cluster.Nodes[0].Gateway.Post(message, pending, _uid, "c1", EntityIds.Of(_uid, "c1"), RequestInfo.Empty);
        Assert.Equal("{:a 1}", pending.Replies.Expect("the reply"));
    }

    [Fact]
    public void The_error_of_a_reply_comes_back_from_the_users_node_too()
    {
        var pending = new FakePost();
        var message = Packers.Edn.ReadClientMessage("[[:test/refuse] :ajax]"u8.ToArray(), WireLimits.Default);
        _cluster.Nodes[0].Gateway.Post(message, pending, _uid, "c1", EntityIds.Of(_uid, "c1"), RequestInfo.Empty);
        Assert.Equal(":chsk/error {:message \"room is full\", :code \"full\", :data 7}", pending.Replies.Expect("the reply"));
    }

    [Fact]
    public async Task When_the_users_node_stops_its_clients_sockets_end_so_that_they_come_back_to_its_next_home()
    {
        var port = _cluster.Attach(0, _uid, "c1");
        port.ExpectAttached();
        await _cluster.StopAsync(1);
        Assert.Equal(1013, port.Closes.Expect("the close").Code);
        var again = _cluster.Attach(0, _uid, "c1");
        again.ExpectAttached();
        Assert.Equal(0, _cluster.Home(again));
    }

    [Fact]
    public async Task A_ban_holds_on_every_node_and_survives_the_loss_of_the_users_own()
    {
        _cluster.Nodes[0].Actors.Users.Tell(new CloseUser(_uid, TimeSpan.FromHours(1)));
        await BannedAsync(0);
        await BannedAsync(1);

        await _cluster.StopAsync(1);
        Assert.Equal(1013, RefusedOn(0).Code);
    }

    [Fact]
    public async Task A_node_that_joins_learns_the_bans_of_the_others()
    {
        _cluster.Nodes[0].Actors.Users.Tell(new CloseUser("banned", TimeSpan.FromHours(1)));
        await BannedAsync(0, "banned");
        await _cluster.AddAsync(_ => { });
        await BannedAsync(2, "banned");
    }

    private async Task BannedAsync(int node, string? uid = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_cluster.Nodes[node].UserServices.Bans.IsBanned(uid ?? _uid, out _))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private PortClose RefusedOn(int node) => _cluster.Attach(node, _uid, "c1").Refusals.Expect("the refusal");

    private static void Receive(FakePort port, string packed)
    {
        var message = Packers.Edn.ReadClientMessage(System.Text.Encoding.UTF8.GetBytes(packed), WireLimits.Default);
        port.Connection.Tell(new ClientEvent(port.Number, message.IsBadEvent, Event.FromWire(message.EventId!, message.Data), message.Callback, packed.Length));
    }

    private sealed class FakePost : PendingPost
    {
        public System.Collections.Concurrent.BlockingCollection<string> Replies { get; } = [];

        public override void Reply(ReplyContent content) => Replies.Add($"{content.Value} {content.Error}".TrimEnd());
    }
}
