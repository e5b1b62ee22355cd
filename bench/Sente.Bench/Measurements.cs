using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Sente.Bench;

/// <summary>Measures the figures of bench/README.md.</summary>
internal static class Measurements
{
    private const string Pong = "[[:chsk/ws-pong] nil]";
    private const int Repeats = 10_000;
    private const int WarmUp = 5_000;

    /// <summary>Measures the memory per idle WebSocket.</summary>
    public static async Task<int> IdleAsync(int connections)
    {
        using var server = await ServerProcess.StartAsync();

        // The first ones allocate what all share.
        var sockets = new List<ClientWebSocket>();
        await OpenAsync(server, sockets, 100);
        var before = await server.UsedAsync();
        await OpenAsync(server, sockets, connections);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var after = await server.UsedAsync();
        Console.WriteLine($"{connections} idle WebSockets, each of another user:");
        Console.WriteLine($"  managed heap  {(after.Heap - before.Heap) / (double)connections / 1024:F1} KiB per connection");
        Console.WriteLine($"  working set   {(after.WorkingSet - before.WorkingSet) / (double)connections / 1024:F1} KiB per connection");
        sockets.ForEach(socket => socket.Dispose());
        return 0;
    }

    /// <summary>Measures the CPU time of a server that has nothing to do.</summary>
    public static async Task<int> CpuAsync()
    {
        var time = TimeSpan.FromSeconds(30);
        using var server = await ServerProcess.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(10));
        var before = server.CpuTime;
        await Task.Delay(time);
        Console.WriteLine($"A server without connections: {(server.CpuTime - before) / time:P2} of a core, over {time.TotalSeconds} s");
        return 0;
    }

    /// <summary>Measures allocations and CPU time per message, with one message at a time, so that no messages share a frame.</summary>
    public static async Task<int> AllocAsync()
    {
        using var server = await ServerProcess.StartAsync();
        using var socket = await server.ConnectAsync("u1");
        var nothing = await MeasureAsync(server, socket, "[[:bench/nothing {:id 1}] nil]", answered: false);
        var echo = await MeasureAsync(server, socket, "[[:bench/echo {:id 1}] \"abcdef\"]", answered: true);
        var push = await MeasureAsync(server, socket, "[[:bench/push {:id 1}] nil]", answered: true);
        Console.WriteLine($"Per message, the whole server process, EDN, {Repeats} repeats after a warm-up:");
        Console.WriteLine($"  event to a delegate          {nothing.Bytes,7:F0} bytes  {nothing.CpuUs,5:F1} us CPU");
        Console.WriteLine($"  echo (event and reply)       {echo.Bytes,7:F0} bytes  {echo.CpuUs,5:F1} us CPU");
        Console.WriteLine($"  push (without the event that requests it) {push.Bytes - nothing.Bytes,7:F0} bytes");
        return 0;
    }

    /// <summary>Measures polls that each receive one event and acknowledge the one before.</summary>
    public static async Task<int> PollAsync()
    {
        using var server = await ServerProcess.StartAsync();
        await server.GetAsync("?uid=u1&client-id=p&handshake%3F=1");
        using var pusher = await server.ConnectAsync("u1");
        var held = server.GetAsync("?uid=u1&client-id=p");
        await SendAsync(pusher, "[[:bench/push {:id 1}] nil]");
        await held;
        await CycleAsync(server, pusher, WarmUp / 5);
        var cpuOfEvents = await MeasureAsync(server, pusher, "[[:bench/nothing {:id 1}] nil]", answered: false);
        var start = await server.UsedAsync();
        await CycleAsync(server, pusher, Repeats);
        var end = await server.UsedAsync();
        Console.WriteLine($"Per poll cycle (a held poll, answered by a push, and the WebSocket event that requests the push), {Repeats} repeats:");
        Console.WriteLine($"  {(end.CpuMs - start.CpuMs) * 1000 / Repeats:F1} us CPU, of which about {cpuOfEvents.CpuUs:F1} us for that event");
        Console.WriteLine($"  {(end.Allocated - start.Allocated) / (double)Repeats:F0} bytes");
        return 0;
    }

    private static async Task CycleAsync(ServerProcess server, ClientWebSocket pusher, int cycles)
    {
        var buffer = new byte[4096];
        for (var i = 0; i < cycles; i++)
        {
            var held = server.GetAsync("?uid=u1&client-id=p");
            await SendAsync(pusher, "[[:bench/push {:id 1}] nil]");
            await ReceiveAsync(pusher, buffer);
            await held;
        }
    }

    private static async Task OpenAsync(ServerProcess server, List<ClientWebSocket> sockets, int count)
    {
        for (var opened = 0; opened < count;)
        {
            var batch = await Task.WhenAll(Enumerable.Range(sockets.Count, Math.Min(50, count - opened)).Select(i => server.ConnectAsync($"user-{i}")));
            sockets.AddRange(batch);
            opened += batch.Length;
        }
    }

    private static async Task<(double Bytes, double CpuUs)> MeasureAsync(ServerProcess server, ClientWebSocket socket, string message, bool answered)
    {
        await RepeatAsync(socket, message, answered, WarmUp);
        var before = await server.UsedAsync();
        await RepeatAsync(socket, message, answered, Repeats);
        var after = await server.UsedAsync();
        return ((after.Allocated - before.Allocated) / (double)Repeats, (after.CpuMs - before.CpuMs) * 1000 / Repeats);
    }

    private static async Task RepeatAsync(ClientWebSocket socket, string message, bool answered, int times)
    {
        var buffer = new byte[4096];
        for (var i = 0; i < times; i++)
        {
            await SendAsync(socket, message);
            if (answered)
            {
                await ReceiveAsync(socket, buffer);
            }
        }

        // A connection's events are handled in order, so the reply to this one shows that all before it have been handled.
        await SendAsync(socket, "[[:bench/echo nil] \"sync\"]");
        await ReceiveAsync(socket, buffer);
    }

    /// <summary>Receives one small message. Pings are answered, as by a stock client: without its pongs the server stops pushing.</summary>
    private static async Task ReceiveAsync(ClientWebSocket socket, byte[] buffer)
    {
        while (IsPing(buffer.AsSpan(0, (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).Count)))
        {
            await SendAsync(socket, Pong);
        }
    }

    private static bool IsPing(ReadOnlySpan<byte> message) => message.SequenceEqual("[:chsk/ws-ping nil]"u8);

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Measures the rate of 100,000 events at once to one client that reads promptly: a stock one, with its flow control, and one with the extension.</summary>
    public static async Task<int> BurstAsync()
    {
        const int Events = 100_000;
        using var server = await ServerProcess.StartAsync();
        foreach (var extended in new[] { false, true })
        {
            var rates = new List<double>();
            using var socket = await server.ConnectAsync(extended ? "extended" : "stock", extended);
            for (var round = 0; round < 6; round++)
            {
                var started = Stopwatch.GetTimestamp();
                await SendAsync(socket, $"[[:bench/burst {Events}] nil]");
                await ReadEventsAsync(socket, Events);
                rates.Add(Events / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }

            // The first rounds warm up.
            Console.WriteLine($"{(extended ? "extension" : "stock client")}: {rates.Skip(3).Order().ElementAt(1):N0} events/s (median of 3)");
        }

        return 0;
    }

    /// <summary>Reads a number of pushed events, and answers pings as a stock client does.</summary>
    private static async Task ReadEventsAsync(ClientWebSocket socket, int events)
    {
        var buffer = new byte[256 * 1024];
        while (events > 0)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);

            var message = buffer.AsMemory(0, length);
            if (IsPing(message.Span))
            {
                await SendAsync(socket, Pong);
            }
            else
            {
                events -= message.Span.Count("[:bench/pushed "u8);
            }
        }
    }
}
