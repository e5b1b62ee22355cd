using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>The token by which handlers learn that their node is stopping.</summary>
public sealed class NodeStoppingSpec : SenteSpec
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSingleton<TimeProvider>(TimeProvider.System).BuildServiceProvider();
    private readonly HandlerThreadPool _threads = new(70);
    private readonly CancellationTokenSource _stopping = new();

    public static TheoryData<Delegate> Taking => new()
    {
        (CancellationToken token) => token.CanBeCanceled,
        (CancellationToken token, string name) => token.CanBeCanceled && name == "Ada",
        (string name, CancellationToken token, CancellationToken again) => token == again && name == "Ada",
        (EventMsg msg, CancellationToken token) => token.CanBeCanceled && token == msg.CancellationToken,
        (TimeProvider time, string name, CancellationToken token) => token.CanBeCanceled && name == "Ada",
        async (EventMsg msg, string name, CancellationToken token) => { await Task.Yield(); return token.CanBeCanceled && token == msg.CancellationToken; },
        (CancellationToken token) => ValueTask.FromResult(token.CanBeCanceled),
    };

    [Theory]
    [MemberData(nameof(Taking), DisableDiscoveryEnumeration = true)]
    public void A_delegate_can_take_the_token_beside_the_data_and_services(Delegate handler)
    {
        Route(handler);
        Assert.Equal("true", ReplyText());
    }

    [Fact]
    public void A_token_leaves_only_one_parameter_for_the_data() => Assert.Contains(
        "String first and String last",
        Assert.Throws<ArgumentException>(() => Compile((CancellationToken token, string first, string last) => 1)).Message,
        StringComparison.Ordinal);

    public static TheoryData<Delegate> Waiting => new()
    {
        async (CancellationToken token) => await Task.Delay(Timeout.Infinite, token),
        (CancellationToken token) => Task.Delay(Timeout.Infinite, token).Wait(CancellationToken.None),
    };

    [Theory]
    [MemberData(nameof(Waiting), DisableDiscoveryEnumeration = true)]
    public async Task A_delegate_that_gives_up_when_the_node_stops_is_no_failure(Delegate handler)
    {
        Route(handler);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        await _stopping.CancelAsync();
        Assert.Equal(":chsk/error", ReplyText());
        Assert.Empty(Lines.All);
        Assert.Empty(Errors);
        Assert.Equal(0, Counted("sente.handler.failures"));
    }

    [Fact]
    public void A_cancellation_of_the_apps_own_is_a_failure()
    {
        Route((Action)(() => throw new OperationCanceledException("mine")));
        Assert.Equal(":chsk/error", ReplyText());
        Assert.Single(Lines.All);
    }

    [Fact]
    public async Task The_token_is_cancelled_in_the_first_phase_of_the_coordinated_shutdown()
    {
        using var system = ActorSystem.Create("stopping");
        var token = NodeStopping.For(system).Token;
        var cancelled = new TaskCompletionSource<bool>();
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceUnbind, "look", () =>
        {
            cancelled.SetResult(token.IsCancellationRequested);
            return Task.FromResult(Akka.Done.Instance);
        });
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        Assert.True(await cancelled.Task);
    }

    [Fact]
    public async Task The_token_is_cancelled_when_the_actor_system_ends_without_a_coordinated_shutdown()
    {
        using var system = ActorSystem.Create("ending", "akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        var token = NodeStopping.For(system).Token;
        await system.Terminate();
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void An_event_from_another_node_has_the_token_of_this_node()
    {
        var serializer = (SenteSerializer)Sys.Serialization.FindSerializerForType(typeof(EventMsg));
        var sent = new LocalEventMsg(new Event("test/in"), "u1", "c1", RequestInfo.Empty, null, users: Users) { CancellationToken = _stopping.Token };
        var received = (EventMsg)serializer.FromBinary(serializer.ToBinary(sent), serializer.Manifest(sent));
        Assert.Equal(NodeStopping.For(Sys).Token, received.CancellationToken);
        Assert.NotEqual(sent.CancellationToken, received.CancellationToken);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _threads.Dispose();
        _stopping.Dispose();
        _services.Dispose();
    }

    private void Route(Delegate handler)
    {
        var router = new EventRouter(Node.Router.Failures, _stopping.Token);
        router.Add(EventPattern.Default, Compile(handler));
        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        router.Route(new LocalEventMsg(new Event("test/wait", "Ada"), "u1", "c1", RequestInfo.Empty, new ConnectionReply(TestActor, callback)), new EventQueue());
    }

    private DelegateHandler Compile(Delegate handler) => new(
        "*",
        DelegateInvoker.Compile(handler, _services.GetRequiredService<IServiceProviderIsService>()),
        _services.GetRequiredService<IServiceScopeFactory>(),
        Node.Router.Failures,
        _threads,
        maxThreads: 64);

    private string ReplyText() => System.Text.Encoding.UTF8.GetString(ExpectMsg<HandlerReply>().Content.Value.Snapshot.Span);
}
