using System.Reflection;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Handlers that answer a request with an error for the client.</summary>
public sealed class ReplyErrorSpec : SenteSpec
{
    private const string Full = "{:message \"room is full\", :code \"full\", :data {:seats [1 2]}}";

    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly HandlerThreadPool _threads = new(70);

    public static TheoryData<Delegate> Failing => new()
    {
        (EventMsg msg) => { msg.Reply!.Fail("room is full", "full", new { seats = new[] { 1, 2 } }); },
        (Action)(() => throw RoomIsFull()),
        (Func<Task<int>>)(async () => { await Task.Yield(); throw RoomIsFull(); }),
        (Action)(() => throw new AggregateException(RoomIsFull())),
        (Action)(() => throw new TargetInvocationException(RoomIsFull())),
    };

    [Theory]
    [MemberData(nameof(Failing), DisableDiscoveryEnumeration = true)]
    public void The_connection_receives_error_with_message_code_and_data(Delegate handler)
    {
        var content = Reply(handler);
        Assert.Equal(":chsk/error", content.Value.ToString());
        AssertError(Full, content);
        Assert.Empty(Errors);
    }

    [Fact]
    public void Code_and_data_are_left_out_where_there_are_none() =>
        AssertError("{:message \"room is full\"}", Reply((EventMsg msg) => { msg.Reply!.Fail("room is full"); }));

    [Fact]
    public void A_thrown_answer_is_a_debug_line_and_counted_but_no_fault_of_the_app()
    {
        Reply((Action)(() => throw RoomIsFull()));
        var line = Assert.Single(Lines.All);
        Assert.Equal((LogLevel.Debug, 109), (line.Level, line.EventId));
        Assert.Null(line.Exception);
        Assert.Contains("room is full", line.Text, StringComparison.Ordinal);
        Assert.Empty(Errors);
        Assert.Equal(1, Counted("sente.handler.failures"));
    }

    [Fact]
    public void An_answer_that_the_app_wrapped_in_an_exception_of_its_own_is_hidden() =>
        Assert.Null(Reply((Action)(() => throw new InvalidOperationException("mine", RoomIsFull()))).Error);

    [Fact]
    public void Only_the_first_answer_counts()
    {
        var content = Reply((EventMsg msg) =>
        {
            Assert.True(msg.Reply!.Fail("first"));
            Assert.False(msg.Reply.Fail("second"));
            Assert.False(msg.Reply.Send(3));
        });
        AssertError("{:message \"first\"}", content);
        Assert.Empty(Errors);
    }

    [Fact]
    public void An_event_without_a_request_is_answered_nothing()
    {
        Compile((Action)(() => throw RoomIsFull())).Handle(new LocalEventMsg(new Event("test/join"), "u1", "c1", RequestInfo.Empty, null), new EventQueue());
        AwaitAssert(() => Assert.Single(Lines.All));
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_code_that_is_too_long_is_refused_where_it_is_given()
    {
        Assert.Contains("129", Assert.Throws<ArgumentException>(() => new SenteReplyException("m", new string('c', 129))).Message, StringComparison.Ordinal);
        var reply = new ConnectionReply(TestActor, Callback());
        Assert.Throws<ArgumentException>(() => reply.Fail("m", new string('é', 65)));
        Assert.True(reply.Fail("m", new string('é', 64)));
    }

    [Fact]
    public void Data_that_cannot_be_encoded_is_refused_where_it_is_given_and_another_answer_can_be_sent()
    {
        Assert.Throws<SenteDataException>(() => new SenteReplyException("m", null, new Action(() => { })));
        var reply = new ConnectionReply(TestActor, Callback());
        Assert.Throws<SenteDataException>(() => reply.Fail("m", null, new Action(() => { })));
        Assert.True(reply.Send(1));
    }

    [Theory]
    [InlineData("m", 1024, 1024)]
    [InlineData("m", 1025, 1021)]
    [InlineData("é", 513, 510)]
    [InlineData("😀", 257, 255)]
    public void A_message_is_cut_at_1024_bytes_and_never_within_a_character(string character, int count, int kept)
    {
        var error = ReplyContent.FailureWith(string.Concat(Enumerable.Repeat(character, count))).Error!;
        var message = Assert.IsType<string>(Assert.IsType<ValueMap>(error.Data.ToValue())[Keyword.Parse("message")]);
        Assert.Equal(string.Concat(Enumerable.Repeat(character, kept)) + (kept == count ? "" : "…"), message);
    }

    [Fact]
    public void Other_exceptions_are_hidden_by_default() =>
        Assert.Null(Reply((Action)(() => throw new InvalidOperationException("a secret"))).Error);

    [Fact]
    public void With_detailed_errors_the_client_receives_the_message_of_any_exception()
    {
        var failures = new HandlerFailures(Lines, Node.Services.ClientLog, Node.Metrics, [], detailedErrors: true);
        AssertError("{:message \"a detail\"}", Reply((Action)(() => throw new AggregateException(new InvalidOperationException("a detail"))), failures));
        Assert.Contains("Expected long", Reply((long number) => number, failures).Error!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pooled_actor_that_throws_an_answer_keeps_its_state()
    {
        var pool = new PoolHandler("test/*", 1, Node.Router.Failures);
        pool.Parent = Sys.ActorOf(HandlerPoolActor.Props(pool, Props.Create(() => new Counting()), Node.Router.Failures));
        pool.WaitUntilStarted();
        for (var count = 1; count <= 3; count++)
        {
            pool.Handle(Message("test/join"), new EventQueue());
            AssertError($"{{:message \"{count}\"}}", ExpectMsg<HandlerReply>().Content);
        }

        Assert.All(Lines.All, line => Assert.Equal(LogLevel.Debug, line.Level));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _threads.Dispose();
        _services.Dispose();
    }

    private static SenteReplyException RoomIsFull() => new("room is full", "full", new { seats = new[] { 1, 2 } });

    private static CallbackId Callback() => Packers.Edn.ReadClientMessage("[[:a/b] \"cb1\"]"u8.ToArray(), WireLimits.Default).Callback!.Value;

    // The order of a dictionary's keys is not defined.
    private static void AssertError(string edn, ReplyContent content) =>
        Assert.Equal(new EventData(System.Text.Encoding.UTF8.GetBytes(edn), Packers.Edn).ToValue(), content.Error!.Data.ToValue());

    private LocalEventMsg Message(string id) => new(
        Event.FromWire(id, new EventData("\"Ada\""u8.ToArray(), Packers.Edn)), "u1", "c1", RequestInfo.Empty, new ConnectionReply(TestActor, Callback()));

    private ReplyContent Reply(Delegate handler, HandlerFailures? failures = null)
    {
        Compile(handler, failures).Handle(Message("test/join"), new EventQueue());
        return ExpectMsg<HandlerReply>().Content;
    }

    private DelegateHandler Compile(Delegate handler, HandlerFailures? failures = null) => new(
        "test/*",
        DelegateInvoker.Compile(handler, _services.GetRequiredService<IServiceProviderIsService>()),
        _services.GetRequiredService<IServiceScopeFactory>(),
        failures ?? Node.Router.Failures,
        _threads,
        maxThreads: 64);

    private sealed class Counting : ReceiveActor
    {
        private int _count;

        public Counting() => Receive<EventMsg>(_ => throw new SenteReplyException($"{++_count}"));
    }
}
