using Akka.Actor;
using Akka.TestKit;

namespace Sente.Actors.Tests;

/// <summary>The gateway passes calls between the connections and ports of two nodes, and reports the loss of a node.</summary>
public sealed class GatewayActorSpec : SenteSpec
{
    private readonly TestProbe _connection;
    private readonly TestProbe _farGateway;
    private readonly FakePort _port;

    public GatewayActorSpec()
    {
        _connection = CreateTestProbe("connection");
        _farGateway = CreateTestProbe("far-gateway");
        _port = NewPort();
    }

    [Fact]
    public void Calls_of_a_connection_on_another_node_reach_the_port()
    {
        Attach();
        Assert.True(_port.ExpectAttached());
        Assert.Equal(_connection, _port.Connection);
        Node.Actors.Gateway.Tell(new PortGrant(_port.Number, 3, 400));
        Assert.Equal((3, 400), _port.Grants.Expect("the credit"));
        Node.Actors.Gateway.Tell(new PortPause(_port.Number, Paused: true));
        Node.Actors.Gateway.Tell(new PortPause(_port.Number, Paused: false));
        Assert.True(_port.Pauses.Expect("the pause"));
        Assert.False(_port.Pauses.Expect("the resumption"));
        Node.Actors.Gateway.Tell(new PortEnd(_port.Number, PortClose.ByApp));
        Assert.Equal(PortClose.ByApp, _port.Closes.Expect("the close"));
        Node.Actors.Gateway.Tell(new PortRefused(_port.Number, PortClose.TryLater("full")));
        Assert.Equal("full", _port.Refusals.Expect("the refusal").Reason);
    }

    [Fact]
    public void A_connection_on_another_node_always_gets_a_report_of_the_written_frame()
    {
        Attach();
        Node.Actors.Gateway.Tell(new PortWrite(_port.Number, "[[[:a/b]] nil]"u8.ToArray(), IsPush: true, _connection));
        Assert.Equal("[[[:a/b]] nil]", _port.ExpectFrame());
        Assert.Equal([true], _port.Pushes);
        Assert.Equal(new PortWritten(_port.Number), _connection.ExpectMsg<PortWritten>());
    }

    [Fact]
    public void A_connection_that_attaches_a_port_which_has_ended_gets_a_report()
    {
        Node.Ports.Remove(_port);
        Attach();
        Assert.Equal(new PortClosed(_port.Number, Misbehaved: false), _connection.ExpectMsg<PortClosed>());
    }

    [Fact]
    public void When_the_connections_node_is_lost_its_ports_here_are_closed_so_that_clients_reconnect()
    {
        Attach();
        _port.ExpectAttached();
        var other = NewPort();
        Sys.Stop(_farGateway);
        Assert.Equal(1013, _port.Closes.Expect("the close").Code);
        Assert.Empty(other.Closes);
    }

    [Fact]
    public void When_the_ports_node_is_lost_the_connections_here_get_a_report()
    {
        var remote = new RemotePort(77, _port.Traits, _farGateway, Node.Actors.Gateway, Node.Transports.Remote, Limits);
        remote.Attached(_connection, Handshake.Stock);
        Assert.Equal(Node.Actors.Gateway, _farGateway.ExpectMsg<PortAttached>().Gateway);
        Handled(Node.Actors.Gateway);
        Sys.Stop(_farGateway);
        Assert.Equal(new PortClosed(77, Misbehaved: false), _connection.ExpectMsg<PortClosed>());
    }

    [Fact]
    public void A_remote_port_collects_credit_before_it_sends_it()
    {
        Limits.MaxEventsInFlight = 8;
        var remote = new RemotePort(77, _port.Traits, _farGateway, Node.Actors.Gateway, Node.Transports.Remote, Limits);
        remote.Grant(1, 10);
        _farGateway.ExpectNoMsg(TimeSpan.Zero);
        remote.Grant(1, 10);
        Assert.Equal(new PortGrant(77, 2, 20), _farGateway.ExpectMsg<PortGrant>());
    }

    [Fact]
    public void The_sweep_reaches_all_ports()
    {
        var other = NewPort();
        Handled(Node.Actors.Gateway);
        AwaitAssert(() =>
        {
            Advance(Limits.KeepAliveSweep);
            Assert.True(_port.Sweeps > 0 && other.Sweeps > 0);
        });
    }

    private void Attach() => Node.Actors.Gateway.Tell(new PortAttached(_port.Number, _connection, _farGateway, Handshake.Stock));
}
