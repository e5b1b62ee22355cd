using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Delegates that block delay neither the thread pool nor other patterns, and async delegates hold no thread while they wait.</summary>
public sealed class HandlerThreadPoolSpec : SenteSpec
{
    // Each continuation gets a thread only after 20 checks, and a busy machine makes these slow.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly HandlerThreadPool _threads = new(70);
    private readonly ManualResetEventSlim _gate = new();
    private readonly BlockingCollection<string> _entered = [];
    private readonly FakePort _port;

    public HandlerThreadPoolSpec() => _port = NewPort();

    [Fact]
    public void Sixty_clients_whose_delegate_blocks_delay_no_other_client()
    {
        Block(clients: 60, maxThreads: 64);
        for (var i = 0; i < 60; i++)
        {
            _entered.Expect("a delegate that blocks");
        }

        Assert.All(_entered, thread => Assert.Equal("sente-handler", thread));
        AssertOthersAreServed();
        _gate.Set();
        AwaitAssert(() => Assert.Equal(61, _port.Grants.Count));
    }

    [Fact]
    public void A_pattern_uses_no_more_threads_than_its_bound()
    {
        Block(clients: 10, maxThreads: 3);
        for (var i = 0; i < 3; i++)
        {
            _entered.Expect("a delegate that blocks");
        }

        AssertOthersAreServed();
        Assert.Empty(_entered);
        _gate.Set();
        AwaitAssert(() => Assert.Equal(11, _port.Grants.Count));
        Assert.InRange(_threads.Count, 1, 5);
    }

    [Fact]
    public void Code_after_an_await_runs_on_these_threads_too()
    {
        var handler = Compile(async (EventMsg _) =>
        {
            await Task.Yield();
            _entered.Add($"{Thread.CurrentThread.Name} {Thread.CurrentThread.IsThreadPoolThread}");
        });
        Send(handler);
        Assert.Equal("sente-handler False", _entered.Expect("what follows the await"));
    }

    [Fact]
    public void Delegates_that_block_on_their_own_tasks_do_not_deadlock_a_pattern_all_of_whose_threads_they_hold()
    {
        var handler = Compile((EventMsg _) => { LaterAsync().GetAwaiter().GetResult(); }, maxThreads: 1);
        Send(handler);
        Send(handler);
        AwaitAssert(() => Assert.Equal(2, _port.Grants.Count), Patience);

        static async Task LaterAsync() => await Task.Yield();
    }

    [Fact]
    public void They_do_not_either_while_another_pattern_is_busy()
    {
        using var ended = new CountdownEvent(2);
        var busy = Compile((EventMsg _) => { });
        var waiting = Compile((EventMsg _) => { LaterAsync().GetAwaiter().GetResult(); ended.Signal(); }, maxThreads: 1);
        Send(waiting);
        Send(waiting);
        AwaitAssert(() =>
        {
            Send(busy);
            Assert.True(ended.IsSet);
        }, Patience);

        static async Task LaterAsync() => await Task.Yield();
    }

    [Fact]
    public void A_delegate_that_awaits_holds_no_thread()
    {
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = Compile(async (long number) => await (number == 0 ? later.Task : Task.CompletedTask), maxThreads: 1);
        for (var i = 0; i < 50; i++)
        {
            Send(handler);
        }

        Send(handler, 1);
        _port.Grants.Expect("the one that does not wait");
        Assert.Empty(_port.Grants);
        later.SetResult();
        AwaitAssert(() => Assert.Equal(50, _port.Grants.Count));
    }

    [Fact]
    public void Several_events_of_a_client_can_run_at_a_time()
    {
        var queue = new EventQueue(maxParallel: 2);
        var handler = Blocking(64);
        for (var i = 0; i < 3; i++)
        {
            handler.Handle(Message(0), queue);
        }

        _entered.Expect("the first");
        _entered.Expect("the second");
        AssertOthersAreServed();
        Assert.Empty(_entered);
        _gate.Set();
        _entered.Expect("the third");
    }

    [Fact]
    public void A_node_that_stops_fails_events_that_wait_and_finishes_those_that_have_begun()
    {
        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        var handler = Blocking(1);
        Send(handler);
        _entered.Expect("the first");
        handler.Handle(new LocalEventMsg(new Event("test/work"), "u1", "c1", RequestInfo.Empty, new ConnectionReply(TestActor, callback), _port, 1), new EventQueue());
        _threads.Dispose();
        ExpectMsg<HandlerReply>();
        _port.Grants.Expect("the credit of what was dropped");
        Send(handler);
        _port.Grants.Expect("the credit of what came too late");
        _gate.Set();
        _port.Grants.Expect("the credit of what had begun");
        AwaitAssert(() => Assert.Equal(0, _threads.Count));
        Assert.Empty(Errors);
    }

    [Fact]
    public void Ambient_state_that_a_delegate_sets_does_not_reach_the_next_one()
    {
        var local = new AsyncLocal<string?>();
        var handler = Compile(() =>
        {
            _entered.Add(local.Value ?? "nothing");
            local.Value = "left over";
        }, maxThreads: 1);
        for (var i = 0; i < 3; i++)
        {
            Send(handler);
            Assert.Equal("nothing", _entered.Expect("the delegate"));
        }
    }

    protected override void AfterAll()
    {
        _gate.Set();
        base.AfterAll();
        _threads.Dispose();
        _services.Dispose();
    }

    private void Block(int clients, int maxThreads)
    {
        var handler = Blocking(maxThreads);
        for (var i = 0; i < clients; i++)
        {
            Send(handler);
        }
    }

    private DelegateHandler Blocking(int maxThreads) => Compile(
        () =>
        {
            _entered.Add(Thread.CurrentThread.Name!);
            _gate.Wait();
        },
        maxThreads);

    private void AssertOthersAreServed()
    {
        var before = _port.Grants.Count;
        Send(Compile(() => { }));
        AwaitAssert(() => Assert.Equal(before + 1, _port.Grants.Count));
    }

    private void Send(DelegateHandler handler, long data = 0) => handler.Handle(Message(data), new EventQueue());

    private LocalEventMsg Message(long data) => new(new Event("test/work", data), "u1", "c1", RequestInfo.Empty, null, _port, 1);

    private DelegateHandler Compile(Delegate handler, int maxThreads = 64) => new(
        "test/*",
        DelegateInvoker.Compile(handler, _services.GetRequiredService<IServiceProviderIsService>()),
        _services.GetRequiredService<IServiceScopeFactory>(),
        Node.Router.Failures,
        _threads,
        maxThreads);
}
