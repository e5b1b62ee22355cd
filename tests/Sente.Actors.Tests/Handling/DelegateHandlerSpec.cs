using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>The parameters and replies of delegates, and the order in which delegates run.</summary>
public sealed class DelegateHandlerSpec : SenteSpec
{
    private readonly ServiceProvider _services = new ServiceCollection().AddScoped<Greeter>().BuildServiceProvider();
    private readonly HandlerThreadPool _threads = new(70);
    private readonly EventQueue _queue = new();

    public static TheoryData<Delegate, string> Answering => new()
    {
        { (EventMsg msg) => new { id = msg.Id }, "{:id \"test/greet\"}" },
        { (Name name) => name.First, "\"Ada\"" },
        { (Name name, Greeter greeter) => greeter.Greet(name.First), "\"Hello Ada\"" },
        { async (Name name, Greeter greeter) => { await Task.Yield(); return greeter.Greet(name.First); }, "\"Hello Ada\"" },
        { (Name name) => ValueTask.FromResult(name.First), "\"Ada\"" },
        { (Event evt, EventData data, RequestInfo request, IServiceProvider services) => services.GetRequiredService<Greeter>().Greet($"{evt.Id} {data.As<Name>().First} {request.Path}"), "\"Hello test/greet Ada /chsk\"" },
        { () => (string?)null, "nil" },
    };

    [Theory]
    [MemberData(nameof(Answering), DisableDiscoveryEnumeration = true)]
    public void What_a_delegate_returns_is_the_reply(Delegate handler, string reply) => Assert.Equal(reply, Reply(handler));

    [Fact]
    public void A_delegate_that_returns_nothing_replies_by_itself() =>
        Assert.Equal("7", Reply((EventMsg msg) => { msg.Reply!.Send(7); }));

    [Fact]
    public void A_task_without_result_replies_by_itself() =>
        Assert.Equal("7", Reply(async (EventMsg msg) => { await Task.Yield(); msg.Reply!.Send(7); }));

    [Fact]
    public void Services_come_from_a_scope_that_ends_with_the_event()
    {
        Greeter? greeter = null;
        Reply((Greeter given) => { greeter = given; return 1; });
        AwaitAssert(() => Assert.True(greeter!.Disposed));
    }

    [Fact]
    public void A_delegate_that_throws_is_answered_error_and_the_apps_hook_is_called()
    {
        Assert.Equal(":chsk/error", Reply((Func<EventMsg, object>)(_ => throw new InvalidOperationException("no"))));
        AwaitAssert(() => Assert.Equal("no", Assert.Single(Errors).Exception!.Message));
    }

    [Fact]
    public void Data_of_the_wrong_shape_is_answered_error() => Assert.Equal(":chsk/error", Reply((Name[] names) => names.Length));

    [Fact]
    public void A_delegate_cannot_take_the_data_twice() =>
        Assert.Contains(
            "Name a and Name b",
            Assert.Throws<ArgumentException>(() => Compile((Name a, Name b) => 1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_clients_events_run_one_after_the_other_in_order_and_return_their_credit_when_done()
    {
        var port = NewPort();
        var running = 0;
        var seen = new ConcurrentQueue<long>();
        var handler = Compile(async (long number) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            seen.Enqueue(number);
            Interlocked.Decrement(ref running);
        });
        for (var i = 0; i < 100; i++)
        {
            handler.Handle(Message(i, null, port), _queue);
        }

        await AwaitAssertAsync(() => Assert.Equal(100, port.Grants.Count));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), seen);
        Assert.Empty(Errors);
    }

    [Fact]
    public async Task A_slow_event_of_one_client_does_not_delay_another_client()
    {
        var gate = new TaskCompletionSource();
        var port = NewPort();
        var handler = Compile((long number) => number == 0 ? gate.Task : Task.CompletedTask);
        handler.Handle(Message(0, null, port), _queue);
        handler.Handle(Message(1, null, port), new EventQueue());
        await AwaitAssertAsync(() => Assert.Single(port.Grants));
        gate.SetResult();
        await AwaitAssertAsync(() => Assert.Equal(2, port.Grants.Count));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _threads.Dispose();
        _services.Dispose();
    }

    private static LocalEventMsg Message(object? data, Reply? reply, Port? port = null) =>
        new(new Event("test/greet", data), "u1", "c1", new RequestInfo { Path = "/chsk" }, reply, port, 1);

    private DelegateHandler Compile(Delegate handler, int maxThreads = 64) => new(
        "test/greet",
        DelegateInvoker.Compile(handler, _services.GetRequiredService<IServiceProviderIsService>()),
        _services.GetRequiredService<IServiceScopeFactory>(),
        Node.Router.Failures,
        _threads,
        maxThreads);

    private string Reply(Delegate handler)
    {
        var callback = Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;
        Compile(handler).Handle(Message(new Name("Ada"), new ConnectionReply(TestActor, callback)), _queue);
        return System.Text.Encoding.UTF8.GetString(ExpectMsg<HandlerReply>().Content.Value.Snapshot.Span);
    }

    internal sealed record Name(string First);

    internal sealed class Greeter : IDisposable
    {
        public bool Disposed { get; private set; }

        public string Greet(string name) => $"Hello {name}";

        public void Dispose() => Disposed = true;
    }
}
