using Akka.Actor;

namespace Sente.Actors.Tests;

/// <summary>A user's connections without an actor: who gives way to whom, and how the user is present.</summary>
public sealed class UserConnectionsTests
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(10);

    private readonly UserConnections _connections = new(new SenteLimits { MaxConnectionsPerUser = 3 });

    [Fact]
    public void Below_the_bound_nobody_gives_way()
    {
        Add("c1", awaySince: Now - TimeSpan.FromMinutes(1));
        Assert.True(_connections.TryMakeRoom(Now, out var removed));
        Assert.Null(removed);
        Assert.Equal(1, _connections.Count);
    }

    [Fact]
    public void At_the_bound_the_client_that_has_been_away_for_longest_gives_way()
    {
        Add("c1", awaySince: Now - TimeSpan.FromMinutes(1));
        Add("c2", awaySince: Now - TimeSpan.FromMinutes(2));
        Add("c3", awaySince: null);
        Assert.True(_connections.TryMakeRoom(Now, out var removed));
        Assert.Equal("c2", removed?.ClientId);
        Assert.Null(_connections.Find("c2"));
        Assert.Equal(2, _connections.Count);
    }

    [Fact]
    public void At_the_bound_connected_clients_and_those_between_two_polls_keep_their_places()
    {
        Add("c1", awaySince: null);
        Add("c2", awaySince: null);
        Add("c3", awaySince: Now + TimeSpan.FromSeconds(1));
        Assert.False(_connections.TryMakeRoom(Now, out var removed));
        Assert.Null(removed);
        Assert.Equal(3, _connections.Count);
    }

    [Fact]
    public void Only_the_first_and_the_last_client_of_a_kind_change_the_users_presence()
    {
        var one = Add("c1", awaySince: null);
        var other = Add("c2", awaySince: null);
        Assert.True(SetPresence(one, TransportKind.WebSocket));
        Assert.False(SetPresence(other, TransportKind.WebSocket));
        Assert.False(SetPresence(one, null));
        Assert.True(_connections.IsOnWebSocket);
        Assert.True(SetPresence(other, null));
        Assert.False(_connections.IsOnWebSocket);
    }

    [Fact]
    public void A_client_that_changes_its_transport_changes_the_users_presence()
    {
        var connection = Add("c1", awaySince: null);
        SetPresence(connection, TransportKind.Ajax);
        Assert.True(SetPresence(connection, TransportKind.WebSocket));
        Assert.Equal((true, false), (_connections.IsOnWebSocket, _connections.IsPolling));
    }

    [Fact]
    public void A_removed_connection_counts_until_its_presence_ends()
    {
        var connection = Add("c1", awaySince: null);
        SetPresence(connection, TransportKind.Ajax);
        _connections.Remove(connection);
        Assert.True(_connections.IsPolling);
        Assert.True(SetPresence(connection, null));
        Assert.False(_connections.IsPolling);
    }

    private UserConnection Add(string clientId, TimeSpan? awaySince)
    {
        var connection = _connections.Add(clientId, ActorRefs.Nobody);
        connection.AwaySince = awaySince;
        return connection;
    }

    private bool SetPresence(UserConnection connection, TransportKind? kind) => _connections.SetPresence(connection, kind, RequestInfo.Empty);
}
