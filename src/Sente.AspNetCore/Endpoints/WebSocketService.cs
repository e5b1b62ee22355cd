using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>Accepts WebSockets, to serve them or to send them away.</summary>
internal sealed class WebSocketService(SenteEndpointOptions options, Admission admission, RequestCapture capture, SenteDoor door)
{
    /// <summary>Serves a client to its end.</summary>
    public async Task ServeAsync(HttpContext context, SenteNode node, Admitted admitted)
    {
        var query = context.Request.Query;
        var client = await admission.IdentifyAsync(context, admitted).ConfigureAwait(false);
        var request = capture.Take(context, TransportKind.WebSocket, admitted.Settings.Packer.Name);
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        var traits = new PortTraits(
            TransportKind.WebSocket,
            admitted.Settings.Packer.Name,
            Extended: query[ProtocolParameters.Extended] == "1",
            options.SendBufferWs,
            options.AllowReconnectBeforeCloseWs,
            Handshake: true,
            query[ProtocolParameters.Session],
            long.TryParse(query[ProtocolParameters.Ack], out var ack) ? ack : null,
            admitted.SessionSecret);
        var port = new WebSocketPort(node, traits, admitted.Settings, socket, client, context.Abort);
        await port.RunAsync(request).ConfigureAwait(false);
    }

    /// <summary>Serves a probe: it is checked like any other client, and attached to nobody.</summary>
    public async Task ServeProbeAsync(HttpContext context, SenteNode node, Admitted admitted)
    {
        var client = await admission.IdentifyAsync(context, admitted).ConfigureAwait(false);
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        await new ProbeSocket(socket, admitted.Settings, client, node).RunAsync(door.Stopping).ConfigureAwait(false);
    }

    /// <summary>Accepts a WebSocket only to close it with 1013, before the handshake.</summary>
    public async Task TryLaterAsync(HttpContext context, string reason)
    {
        if (!door.TryEnterRefused())
        {
            // A stock client goes over to Ajax, and is refused there; better than to hold a socket for each client of a flood.
            door.Node?.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", "refused"));
            await HttpAnswer.TryLaterAsync(context, $"This node can't serve you now: {reason}.").ConfigureAwait(false);
            return;
        }

        try
        {
            await AcceptAndCloseAsync(context, PortClose.TryLater(reason)).ConfigureAwait(false);
        }
        finally
        {
            door.LeaveRefused();
        }
    }

    private async Task AcceptAndCloseAsync(HttpContext context, PortClose close)
    {
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(options.CloseTimeout);
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
        // Sente has its own pings; the framework's would cost a timer for each connection.
        KeepAliveInterval = TimeSpan.Zero,
        DangerousEnableCompression = options.WebSocketCompression,
    });
}
