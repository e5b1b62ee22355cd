using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>Accepts WebSockets: those of clients, probes, and those that are refused temporarily.</summary>
/// <param name="settings">The endpoint's settings.</param>
/// <param name="clients">Gets the app's handshake data.</param>
/// <param name="capture">Copies what handlers see of the request.</param>
/// <param name="connections">Bounds the refused WebSockets.</param>
/// <param name="stopping">Cancelled when the host begins to stop.</param>
internal sealed class WebSocketService(
    TransportSettings settings,
    ClientResolver clients,
    RequestCapture capture,
    ConnectionLimiter connections,
    CancellationToken stopping)
{
    /// <summary>Serves a client until its WebSocket ends.</summary>
    public async Task ServeAsync(HttpContext context, SenteNode node, ClientIdentity resolved)
    {
        var query = context.Request.Query;
        var client = await clients.WithHandshakeDataAsync(context, resolved).ConfigureAwait(false);
        var request = await capture.TakeAsync(context, TransportKind.WebSocket, client).ConfigureAwait(false);
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        var traits = new PortTraits(
            TransportKind.WebSocket,
            client.Packer.Name,
            Extended: query[ProtocolParameters.Extended] == "1",
            settings.WebSocketSendDelay,
            settings.WebSocketReconnectGracePeriod,
            Handshake: true,
            query[ProtocolParameters.Session],
            long.TryParse(query[ProtocolParameters.Ack], out var ack) ? ack : null,
            client.SessionSecret);
        var port = new WebSocketPort(node, traits, settings, socket, client, context.Abort);
        await port.RunAsync(request).ConfigureAwait(false);
    }

    /// <summary>Serves a probe: it passes the same checks as a client's WebSocket, but is attached to no user.</summary>
    public async Task ServeProbeAsync(HttpContext context, SenteNode node, ClientIdentity resolved)
    {
        var client = await clients.WithHandshakeDataAsync(context, resolved).ConfigureAwait(false);
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        await new ProbeSocket(socket, settings, client, node).RunAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Accepts a WebSocket only to close it with 1013, before the handshake.</summary>
    /// <param name="context">The request.</param>
    /// <param name="node">The node, for its counters; null before it has started.</param>
    /// <param name="reason">The reason in the close frame.</param>
    public async Task TryLaterAsync(HttpContext context, SenteNode? node, string reason)
    {
        if (!connections.TryEnterRefused())
        {
            // A stock client then switches to Ajax, and is refused there. That is better than to hold a socket per client of a flood.
            node?.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", "refused"));
            await HttpAnswer.TryLaterAsync(context, $"This node can't serve you now: {reason}.").ConfigureAwait(false);
            return;
        }

        try
        {
            await AcceptAndCloseAsync(context, PortClose.TryLater(reason)).ConfigureAwait(false);
        }
        finally
        {
            connections.LeaveRefused();
        }
    }

    private async Task AcceptAndCloseAsync(HttpContext context, PortClose close)
    {
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(settings.CloseTimeout);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)close.Code, close.Reason, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
            context.Abort();
        }
    }

    private Task<WebSocket> AcceptAsync(HttpContext context) => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        // Sente has pings of its own; the framework's would cost a timer per connection.
        KeepAliveInterval = TimeSpan.Zero,
        DangerousEnableCompression = settings.WebSocketCompression,
    });
}
