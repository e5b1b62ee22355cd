using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Sente.Host;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>The reference example as its page uses it: page, login, events.</summary>
public sealed partial class ReferenceExampleTests : IAsyncLifetime, IDisposable
{
    private WebApplication _app = null!;
    private Browser _browser = null!;
    private string _token = null!;

    public async Task InitializeAsync()
    {
        _app = HostApp.Create(["--urls", "http://127.0.0.1:0", "--environment", "Development"]);
        await _app.StartAsync().InTime();
        _browser = new Browser(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        _token = Token().Match(await _browser.LoadAsync("/")).Groups[1].Value;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_page_brings_a_token_by_which_a_client_may_connect() =>
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", await HandshakeAsync());

    [Fact]
    public async Task A_login_changes_who_the_next_connection_is_and_the_pages_token_stays()
    {
        foreach (var uid in new[] { "ann", "bob" })
        {
            Assert.Equal(HttpStatusCode.OK, await LoginAsync(uid, _token));
            Assert.Equal($"[[:chsk/handshake [\"{uid}\" nil nil]] nil]", await HandshakeAsync());
        }

        Assert.Equal(HttpStatusCode.OK, await LoginAsync("", _token));
        Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", await HandshakeAsync());
    }

    [Theory]
    [InlineData(":sente/nil-uid")]
    [InlineData("sente/all-users-without-uid")]
    public async Task Nobody_logs_in_under_a_name_of_Sentes_own(string uid) => Assert.Equal(HttpStatusCode.BadRequest, await LoginAsync(uid, _token));

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_login_without_the_pages_token_is_refused(string? token) => Assert.Equal(HttpStatusCode.Forbidden, await LoginAsync("ann", token));

    [Fact]
    public async Task A_test_broadcast_pushes_a_hundred_events_to_each_connected_user()
    {
        await LoginAsync("ann", _token);
        using var client = await ConnectAsync();
        await client.SendAsync("[[:example/test-broadcast] nil]");
        var received = 0;
        while (received < 100)
        {
            foreach (var evt in Message.Read(await client.ReceiveAsync()).Batch!.Cast<ValueVector>())
            {
                Assert.Equal(Keyword.Parse("example/broadcast"), evt[0]);
                var data = Assert.IsType<ValueMap>(evt[1]);
                Assert.Equal(((long)received++, (object?)"ann"), ((long)data.Get("i")!, data.Get("uid")));
            }
        }
    }

    [Fact]
    public async Task Connected_users_are_three_sets()
    {
        await LoginAsync("ann", _token);
        using var client = await ConnectAsync();
        Assert.Equal("[{:ws #{\"ann\"}, :ajax #{}, :any #{\"ann\"}} \"cb\"]", await client.RequestAsync("[[:example/connected-uids] \"cb\"]"));
    }

    [Fact]
    public async Task Toggles_reply_what_holds_now()
    {
        using var client = await ConnectAsync();
        Assert.Equal("[false \"cb1\"]", await client.RequestAsync("[[:example/toggle-broadcast-loop] \"cb1\"]"));
        Assert.Equal("[true \"cb2\"]", await client.RequestAsync("[[:example/toggle-broadcast-loop] \"cb2\"]"));
        Assert.Equal("[\"Debug\" \"cb3\"]", await client.RequestAsync("[[:example/toggle-log-level] \"cb3\"]"));
        Assert.Null(_app.Services.GetRequiredService<SimulatedBadConnections>().Rate);
        await client.SendAsync("[[:example/toggle-bad-conn-rate] nil]");
        await Eventually.Holds(() => _app.Services.GetRequiredService<SimulatedBadConnections>().Rate == 0.05, "the rate was set");
    }

    [Fact]
    public async Task The_packer_toggle_goes_through_all_packers_each_of_which_a_client_may_connect_with()
    {
        var packer = "edn";
        List<string> taken = [];
        do
        {
            var next = await NextPackerAsync(packer);
            taken.Add(next[0]);
            packer = next[1];
        }
        while (packer != "edn");

        Assert.Equal(Packers.BuiltIn.Select(each => each.Name), taken);
    }

    [Fact]
    public async Task With_all_connections_bad_a_socket_is_cut_and_events_wait()
    {
        await LoginAsync("ann", _token);
        using var client = await ConnectAsync();
        var bad = _app.Services.GetRequiredService<SimulatedBadConnections>();
        bad.Rate = 1;
        await client.SendAsync("[[:example/connected-uids] \"cb\"]");
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => client.ReceiveAsync());
        bad.Rate = null;
        var result = await _app.Services.GetRequiredService<ISente>().PushAsync("ann", new Event("test/pushed", 1));
        Assert.Equal((0, 1), (result.Written, result.Waiting));
    }

    [GeneratedRegex("id=\"sente-csrf-token\" data-csrf-token=\"([^\"]+)\"")]
    private static partial Regex Token();

    private async Task<string> HandshakeAsync()
    {
        using var client = await _browser.OpenAsync($"?client-id={Guid.NewGuid()}&csrf-token={_token}");
        return await client.ReceiveAsync();
    }

    private async Task<RawClient> ConnectAsync()
    {
        var client = await _browser.OpenAsync($"?client-id=c1&csrf-token={_token}");
        await client.ReceiveAsync();

        // The handshake and presence come from different actors.
        await Eventually.Holds(() => _app.Services.GetConnected().Current.Any.Count > 0, "the client was present");
        return client;
    }

    private async Task<string[]> NextPackerAsync(string name)
    {
        var packer = Packers.Find(name)!;
        var type = packer.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        using var client = await _browser.OpenAsync($"?client-id=c1&csrf-token={_token}&sente-packer={name}");
        await client.ReceiveAsync(type);
        await client.SendAsync(packer.Pack(new object[] { new Event("example/toggle-packer"), "cb" }), type);
        return EventData.From(Message.Read(await client.ReceiveAsync(type), packer).First).As<string[]>();
    }

    private async Task<HttpStatusCode> LoginAsync(string uid, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent([new("user-id", uid)]),
        };
        if (token is not null)
        {
            request.Headers.Add("X-CSRF-Token", token);
        }

        using var response = await _browser.SendAsync(request);
        return response.StatusCode;
    }
}
