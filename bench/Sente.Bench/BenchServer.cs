using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;

namespace Sente.Bench;

/// <summary>The measured server, in a process of its own. <c>/used</c> returns its resource usage; it stops when its standard input ends.</summary>
internal static class BenchServer
{
    private static readonly Event Pushed = new("bench/pushed", new { id = 1, text = "hello", at = 1.5 });

    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services
            .AddSente(sente =>
            {
                sente.UserId = request => new(request.HttpContext.Request.Query["uid"]);
                sente.Csrf = CsrfCheck.Skip;
                sente.AjaxSendDelay = TimeSpan.Zero;
                sente.Limits.MaxOutboxEvents = 200_000;
                sente.Limits.MaxOutboxBytes = 64 * 1024 * 1024;
            })
            .On("bench/nothing", (EventMsg _) => { })
            .On("bench/echo", (EventMsg msg) => msg.Data)
            .On("bench/burst", (EventMsg msg, int count, IRequiredActor<Users> users) =>
            {
                for (var i = 0; i < count; i++)
                {
                    users.ActorRef.Tell(new PushToUser(msg.Uid, Pushed));
                }
            })
            .On("bench/push", (EventMsg msg, IRequiredActor<Users> users) => users.ActorRef.Tell(new PushToUser(msg.Uid, Pushed)));
        var app = builder.Build();
        app.MapSente("/chsk");
        app.MapGet("/used", () => Used());
        await app.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    private static Usage Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return new Usage(GC.GetTotalAllocatedBytes(precise: true), GC.GetTotalMemory(forceFullCollection: false), process.WorkingSet64, process.TotalProcessorTime.TotalMilliseconds);
    }
}

/// <summary>The resource usage of the server.</summary>
/// <param name="Allocated">Bytes allocated since the start.</param>
/// <param name="Heap">Bytes on the managed heap after a full collection.</param>
/// <param name="WorkingSet">Bytes of physical memory.</param>
/// <param name="CpuMs">Processor time in ms.</param>
internal sealed record Usage(long Allocated, long Heap, long WorkingSet, double CpuMs);
