using Microsoft.AspNetCore.Authentication.Cookies;
using Sente.AspNetCore;

namespace Sente.Host;

/// <summary>
/// Adds the server of Sente's reference example, for development: the handlers of its page's events, a login, and the page itself.
/// <list type="table">
/// <listheader><term>event</term><description>action</description></listheader>
/// <item><term><c>example/test-broadcast</c></term><description>pushes 100 numbered events to each connected user</description></item>
/// <item><term><c>example/toggle-broadcast-loop</c></term><description>switches a push to all users every 10 s on or off; replies whether it is on</description></item>
/// <item><term><c>example/toggle-log-level</c></term><description>sets the next log level and replies its name</description></item>
/// <item><term><c>example/toggle-packer</c></term><description>replies <c>[packer next]</c>: the client's packer, and the one to reconnect with</description></item>
/// <item><term><c>example/toggle-bad-conn-rate</c></term><description>sets the next rate of simulated bad connections and replies it</description></item>
/// <item><term><c>example/connected-uids</c></term><description>replies the three sets of connected users: by WebSocket, by Ajax, by any transport</description></item>
/// </list>
/// </summary>
internal static class ReferenceExampleExtensions
{
    private static readonly double?[] BadConnectionRates = [null, 0.05, 0.25, 0.5];

    /// <summary>Adds the example's services and handlers.</summary>
    public static SenteBuilder AddReferenceExample(this SenteBuilder sente, WebApplicationBuilder builder)
    {
        var levels = new LogLevelToggle();
        builder.Logging.AddFilter("Sente", levels.Shows);
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddSingleton<BroadcastLoop>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BroadcastLoop>());
        return sente
            .On("example/test-broadcast", (ISente pusher, IConnectedUsers users) => TestBroadcast(pusher, users.Current))
            .On("example/toggle-broadcast-loop", (BroadcastLoop loop) => loop.Toggle())
            .On("example/toggle-log-level", () => levels.Next().ToString())
            .On("example/toggle-packer", (EventMsg msg) => PackerToggle.Next(msg))
            .On("example/toggle-bad-conn-rate", (SimulatedBadConnections connections) => connections.Rate = Next(connections.Rate))
            .On("example/connected-uids", (IConnectedUsers users) => new
            {
                ws = Values(users.Current.Ws),
                ajax = Values(users.Current.Ajax),
                any = Values(users.Current.Any),
            });
    }

    /// <summary>Maps the page and the login.</summary>
    public static void MapReferenceExample(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseStaticFiles();
        app.MapGet("/", ExamplePage.ServeAsync);

        // ASP.NET Core's antiforgery needs a token that is bound to the user, whom a login changes. The login checks the page's token instead.
        app.MapPost("/login", Login.SignInAsync).DisableAntiforgery();
    }

    private static void TestBroadcast(ISente sente, ConnectedUids connected)
    {
        foreach (var uid in connected.Any)
        {
            for (var i = 0; i < 100; i++)
            {
                sente.Push(uid == Uid.Nil ? Uid.AllUsersWithoutUid : uid, new Event("example/broadcast", new { i, uid = Value(uid) }));
            }
        }
    }

    private static double? Next(double? rate) => BadConnectionRates[(Array.IndexOf(BadConnectionRates, rate) + 1) % BadConnectionRates.Length];

    private static ValueSet Values(IReadOnlySet<string> uids) => new([.. uids.Select(Value)]);

    /// <summary>Encodes a uid; that of clients without a user is a keyword, which can't be confused with a user's.</summary>
    private static object Value(string uid) => uid == Uid.Nil ? Keyword.Parse(Uid.Nil[1..]) : uid;
}
