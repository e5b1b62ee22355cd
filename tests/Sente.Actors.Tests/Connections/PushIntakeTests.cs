using Microsoft.Extensions.Logging.Abstractions;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>How pushes are taken into an outbox and refused, without an actor.</summary>
public sealed class PushIntakeTests : IDisposable
{
    private readonly SenteLimits _limits = new() { MaxOutboxEvents = 3 };
    private readonly SenteMetrics _metrics = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void A_push_is_taken_whole_or_not_at_all()
    {
        var (intake, writer) = Connected();
        Assert.Equal(IntakeResult.Taken, intake.Take(Push(2)));
        _limits.OutboxOverflow = OverflowPolicy.DropNewest;
        Assert.Equal(IntakeResult.Refused, intake.Take(Push(2)));
        Assert.Equal(2, writer.Outbox.Count);
    }

    [Fact]
    public void By_default_an_overflow_empties_the_outbox_and_the_client_must_be_closed()
    {
        var (intake, writer) = Connected();
        intake.Take(Push(3));
        Assert.Equal(IntakeResult.Overflowed, intake.Take(Push(1)));
        Assert.Equal(0, writer.Outbox.Count);
    }

    [Fact]
    public void Where_the_oldest_are_dropped_a_push_that_could_never_fit_drops_none()
    {
        _limits.OutboxOverflow = OverflowPolicy.DropOldest;
        var (intake, writer) = Connected();
        intake.Take(Push(3));
        Assert.Equal(IntakeResult.Taken, intake.Take(Push(1)));
        Assert.Equal((3, 4), (writer.Outbox.Count, writer.Outbox.LastNumber));
        Assert.Equal(IntakeResult.Refused, intake.Take(Push(4)));
        Assert.Equal(3, writer.Outbox.Count);
    }

    [Fact]
    public void Events_wait_for_a_user_that_is_away()
    {
        var (intake, writer) = Away(uid: "u1");
        Assert.Equal(IntakeResult.Waits, intake.Take(Push(1)));
        Assert.Equal(1, writer.Outbox.Count);
    }

    [Fact]
    public void Nothing_waits_for_a_socket_without_a_user_that_is_away()
    {
        var (intake, writer) = Away(uid: Uid.Nil);
        Assert.Equal(IntakeResult.Refused, intake.Take(Push(1)));
        Assert.Equal(0, writer.Outbox.Count);
    }

    private static Deliver Push(int events) => SenteSpec.DeliverOf([.. SenteSpec.Numbered(events)]);

    private (PushIntake Intake, ConnectionWriter Writer) Connected(string uid = "u1")
    {
        var node = new NodeServices(_limits, TimeProvider.System, [Packers.Edn], _metrics, NullLogger.Instance);
        var writer = new ConnectionWriter(_limits, node.Outboxes, _metrics);
        writer.Attach(NewPort(), Packers.Edn, handshake: true, TimeSpan.Zero);
        return (new PushIntake(writer, node, new ConnectedClient(uid, "c1", EntityIds.Of(uid, "c1"), node.ClientLog)), writer);
    }

    private (PushIntake Intake, ConnectionWriter Writer) Away(string uid)
    {
        var (intake, writer) = Connected(uid);
        var traits = writer.Port!.Traits;
        writer.Detach();
        Assert.Equal(uid != Uid.Nil, intake.BecomeAway(traits));
        return (intake, writer);
    }

    private static FakePort NewPort() => new(1, new PortTraits(TransportKind.WebSocket, "edn", false, TimeSpan.Zero, TimeSpan.FromSeconds(2.5), true));
}
