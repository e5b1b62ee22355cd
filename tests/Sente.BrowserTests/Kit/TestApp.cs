using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Sente.BrowserTests;

/// <summary>
/// A small app in this process, for tests that control both server and client: a page (<c>client.html</c>) with the client's minified bundle, and an
/// endpoint whose uid is the query parameter <c>uid</c>.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app, ConcurrentQueue<(string Id, object? Data)> events)
    {
        _app = app;
        Events = events;
    }

    /// <summary>The app's address.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Pushes events to the app's clients.</summary>
    public ISente Sente => _app.Services.GetRequiredService<ISente>();

    /// <summary>The connected users.</summary>
    public ConnectedUids Connected => _app.Services.GetRequiredService<IConnectedUsers>().Current;

    /// <summary>The events that clients have sent: those of the namespace <c>test</c>, to which the app replies with their data, and pings.</summary>
    public ConcurrentQueue<(string Id, object? Data)> Events { get; }

    /// <summary>Returns how many events with an id clients have sent.</summary>
    public int Count(string id) => Events.Count(evt => evt.Id == id);

    /// <summary>Starts the app on a free port.</summary>
    public static async Task<TestApp> StartAsync(Action<SenteOptions>? configure = null)
    {
        var events = new ConcurrentQueue<(string, object?)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services
            .AddSente(options =>
            {
                options.UserId = request => new(request.HttpContext.Request.Query["uid"]);
                options.Limits.KeepAliveSweep = TimeSpan.FromMilliseconds(20);
                configure?.Invoke(options);
            })
            .On("test/*", (EventMsg msg) => Take(msg))
            .On("test/join", (string room) => { throw new SenteReplyException("The room is full", "full", new { room, seats = new[] { 1, 2 } }); })
            .On("chsk/ws-ping", (EventMsg msg) => Take(msg));
        var app = builder.Build();
        var pages = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "pages"));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = pages });
        app.MapGet("/", async (HttpContext context, ISenteCsrf csrf) => Results.Content(
            (await File.ReadAllTextAsync(pages.GetFileInfo("client.html").PhysicalPath!)).Replace("{{csrf-token}}", csrf.GetToken(context), StringComparison.Ordinal),
            "text/html"));
        app.MapGet("/elsewhere", () => Results.Content("<!doctype html><link rel=icon href='data:,'>Elsewhere", "text/html"));
        app.MapSente("/chsk");
        await app.StartAsync().WaitAsync(Eventually.Patience);
        return new TestApp(app, events);

        object? Take(EventMsg msg)
        {
            var data = msg.Data.ToValue();
            events.Enqueue((msg.Id.ToString(), data));
            return data;
        }
    }

    /// <summary>Pushes each number of a range to a user, in an event of its own, and returns the result of the last push.</summary>
    public async Task<PushResult> PushNumbersAsync(string uid, int from, int count)
    {
        var last = PushResult.None;
        for (var n = from; n < from + count; n++)
        {
            if (n < from + count - 1)
            {
                Sente.Push(uid, new Event("test/n", n));
            }
            else
            {
                last = await Sente.PushAsync(uid, new Event("test/n", n));
            }
        }

        return last;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
