using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Sente.Tests;

/// <summary>One connection through a <see cref="FaultProxy"/>. It carries one request and its answer, or one WebSocket.</summary>
internal sealed class ProxiedExchange(Socket client, Uri target) : IDisposable
{
    private const string HeadEnd = "\r\n\r\n";

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);
    private volatile bool _silent;

    /// <summary>Stops passing anything on, and informs neither side.</summary>
    public void Silence() => _silent = true;

    /// <summary>Serves the exchange until it ends.</summary>
    /// <param name="rule">Returns the fault for the exchange's request.</param>
    public async Task RunAsync(Func<ProxiedRequest, Fault> rule)
    {
        try
        {
            await ServeAsync(rule);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            // One side has ended or was cut, so the exchange is over.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Cuts the connection. A socket that is closed with a linger time of zero sends RST, unless both sides have sent FIN.</summary>
    public void Dispose()
    {
        _server.Close(0);
        client.Close(0);
    }

    private async Task ServeAsync(Func<ProxiedRequest, Fault> rule)
    {
        var fromClient = Reader(client);
        var head = await ReadHeadAsync(fromClient);
        var words = head.Split(' ', 3);
        var upgrade = Header(head, "Upgrade") is not null;
        var fault = rule(new ProxiedRequest(words[0], words[1], upgrade));
        if (fault.Resets)
        {
            return;
        }

        if (fault.Status is { } status)
        {
            await PassAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Fault\r\nContent-Length: 0\r\nConnection: close{HeadEnd}"), client, fault);
            client.Shutdown(SocketShutdown.Send);
            await DrainAsync(fromClient);
            return;
        }

        var request = Encoding.Latin1.GetBytes(upgrade && !fault.StripsUpgrade ? head : Plain(head));
        if (fault.Duplicates)
        {
            request = [.. request, .. await ReadBodyAsync(fromClient, head)];
            using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await first.ConnectAsync(target.Host, target.Port);
            await first.SendAsync(request);
            await DrainAsync(Reader(first));
        }

        await _server.ConnectAsync(target.Host, target.Port);
        await PassAsync(request, _server, fault);
        await Task.WhenAll(OrCut(PumpUpAsync(fromClient, fault)), OrCut(PumpDownAsync(fault)));
    }

    /// <summary>Waits for one direction. When it fails, cuts the connection, so that the other direction ends too.</summary>
    private async Task OrCut(Task pump)
    {
        try
        {
            await pump;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Passes on everything that the client sends after the request's head, including the end of its stream.</summary>
    private async Task PumpUpAsync(PipeReader from, Fault fault)
    {
        while (await ReadAsync(from) is { } bytes)
        {
            await PassAsync(bytes, _server, fault);
        }

        PassEnd(_server);
    }

    private async Task PumpDownAsync(Fault fault)
    {
        var from = Reader(_server);
        await PassAsync(Encoding.Latin1.GetBytes(await ReadHeadAsync(from)), client, fault);
        var passed = 0;
        while (true)
        {
            if (passed == fault.CutAfter)
            {
                _server.Close(0);
                break;
            }

            if (passed == fault.SilentAfter)
            {
                Silence();
            }

            if (await ReadAsync(from) is not { } bytes)
            {
                break;
            }

            var part = Math.Min(bytes.Length, (fault.CutAfter ?? fault.SilentAfter ?? int.MaxValue) - passed);
            await PassAsync(bytes.AsMemory(0, part), client, fault);
            passed += part;
        }

        PassEnd(client);
    }

    private async Task PassAsync(ReadOnlyMemory<byte> bytes, Socket to, Fault fault)
    {
        if (fault.Latency > TimeSpan.Zero)
        {
            await Task.Delay(fault.Latency);
        }

        if (!_silent)
        {
            await to.SendAsync(bytes);
        }
    }

    private void PassEnd(Socket to)
    {
        if (!_silent)
        {
            to.Shutdown(SocketShutdown.Send);
        }
    }

    private static PipeReader Reader(Socket socket) => PipeReader.Create(new NetworkStream(socket));

    /// <summary>Reads the next bytes; null at the end of the stream.</summary>
    private static async Task<byte[]?> ReadAsync(PipeReader from)
    {
        var read = await from.ReadAsync();
        var bytes = read.Buffer.ToArray();
        from.AdvanceTo(read.Buffer.End);
        return bytes.Length == 0 && read.IsCompleted ? null : bytes;
    }

    private static async Task<string> ReadHeadAsync(PipeReader from)
    {
        while (true)
        {
            var read = await from.ReadAsync();
            var text = Encoding.Latin1.GetString(read.Buffer);
            if (text.IndexOf(HeadEnd, StringComparison.Ordinal) is >= 0 and var end)
            {
                from.AdvanceTo(read.Buffer.GetPosition(end + HeadEnd.Length));
                return text[..(end + HeadEnd.Length)];
            }

            if (read.IsCompleted)
            {
                throw new IOException("The connection ended before a head.");
            }

            from.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<byte[]> ReadBodyAsync(PipeReader from, string head)
    {
        var length = int.Parse(Header(head, "Content-Length") ?? "0");
        var read = await from.ReadAtLeastAsync(length);
        var body = read.Buffer.Slice(0, length).ToArray();
        from.AdvanceTo(read.Buffer.GetPosition(length));
        return body;
    }

    private static async Task DrainAsync(PipeReader from)
    {
        while (await ReadAsync(from) is not null)
        {
        }
    }

    private static string? Header(string head, string name) => head
        .Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>Returns the head without its upgrade. It asks the server to close after its answer, so that the next request uses another connection.</summary>
    private static string Plain(string head)
    {
        var kept = head[..^HeadEnd.Length].Split("\r\n").Where(line =>
            !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase));
        return string.Join("\r\n", kept) + "\r\nConnection: close" + HeadEnd;
    }
}
