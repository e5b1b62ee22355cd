using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Sente.Bench;

/// <summary>A <see cref="BenchServer"/> in another process.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public int Port { get; }

    /// <summary>The CPU time that the process has used.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> StartAsync()
    {
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", port.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return await process.StandardOutput.ReadLineAsync() == "ready"
            ? new ServerProcess(process, port)
            : throw new InvalidOperationException("The server did not start.");
    }

    public async Task<Usage> UsedAsync() => (await _http.GetFromJsonAsync<Usage>("/used"))!;

    public async Task<string> GetAsync(string query) => await _http.GetStringAsync($"/chsk{query}");

    /// <summary>Opens a WebSocket and receives its handshake.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string uid, bool extended = false)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/chsk?uid={uid}&client-id=c{(extended ? "&sente-x=1" : "")}"), CancellationToken.None);
        await socket.ReceiveAsync(new byte[256], CancellationToken.None);
        return socket;
    }

    public void Dispose()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
