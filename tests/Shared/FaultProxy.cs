using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sente.Tests;

/// <summary>
/// A TCP proxy on loopback that causes the faults of real networks in HTTP and WebSockets: in each new exchange by a rule, or in all open exchanges at
/// once. Each exchange has its own connection, so that a fault affects only that exchange.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly ConcurrentDictionary<ProxiedExchange, Task> _exchanges = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private TcpListener _listener;
    private Task _accepting;

    /// <summary>Listens on a free port.</summary>
    /// <param name="target">The address of the server behind the proxy.</param>
    public FaultProxy(Uri target)
    {
        _target = target;
        _listener = Listen(0);
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>The address for clients.</summary>
    public Uri Address { get; }

    /// <summary>The rule that returns the fault for each exchange that begins from now on. Default: no fault.</summary>
    public Func<ProxiedRequest, Fault> Rule { get; set; } = _ => Fault.None;

    /// <summary>All requests so far, including those that did not reach the server.</summary>
    public IReadOnlyCollection<ProxiedRequest> Requests => _requests;

    /// <summary>Refuses connections from now on.</summary>
    public async Task RefuseAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    /// <summary>Accepts connections again, on the same port.</summary>
    public void Accept()
    {
        _listener = Listen(Address.Port);
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Cuts all open connections (RST).</summary>
    public void CutAll()
    {
        foreach (var exchange in _exchanges.Keys)
        {
            exchange.Dispose();
        }
    }

    /// <summary>Makes all open connections half-open: nothing passes any more, in either direction, and neither side is informed.</summary>
    public void SilenceAll()
    {
        foreach (var exchange in _exchanges.Keys)
        {
            exchange.Silence();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RefuseAsync();
        CutAll();
        await Task.WhenAll(_exchanges.Values);
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var exchange = new ProxiedExchange(await listener.AcceptSocketAsync(), _target);
                var started = new TaskCompletionSource();
                _exchanges[exchange] = ServeAsync(exchange, started.Task);
                started.SetResult();
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    /// <param name="exchange">The exchange to serve.</param>
    /// <param name="started">Completes when the exchange is in the table, from which it removes itself at the end.</param>
    private async Task ServeAsync(ProxiedExchange exchange, Task started)
    {
        await started;
        await exchange.RunAsync(request =>
        {
            _requests.Enqueue(request);
            return Rule(request);
        });
        _exchanges.TryRemove(exchange, out _);
    }
}
