using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sente.Tests;

/// <summary>
/// A TCP proxy on loopback that does to HTTP and WebSockets what networks do: by a rule to each exchange as it comes, or to all that are open.
/// Each exchange has a connection of its own, so that a fault hits that exchange and no other.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly ConcurrentDictionary<ProxiedExchange, Task> _exchanges = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private TcpListener _listener;
    private Task _accepting;

    /// <summary>Listens on a free port.</summary>
    /// <param name="target">The server behind it.</param>
    public FaultProxy(Uri target)
    {
        _target = target;
        _listener = Listen(0);
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Where clients find it.</summary>
    public Uri Address { get; }

    /// <summary>What happens to each exchange that comes from now on. Default: nothing.</summary>
    public Func<ProxiedRequest, Fault> Rule { get; set; } = _ => Fault.None;

    /// <summary>All requests so far, those that no server saw among them.</summary>
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

    /// <summary>Cuts all that is open (RST).</summary>
    public void CutAll()
    {
        foreach (var exchange in _exchanges.Keys)
        {
            exchange.Dispose();
        }
    }

    /// <summary>Makes all that is open half-open: nothing passes any more, either way, and nobody is told.</summary>
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
            // No longer listening.
        }
    }

    /// <param name="exchange">Serves this.</param>
    /// <param name="started">Waits until it is in the table, from which it takes itself at the end.</param>
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
