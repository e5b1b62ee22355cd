using System.Net.WebSockets;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// Serves a probe, by which a polling client finds out whether WebSockets work (docs/protocol.md, "The extension"): sends a handshake and answers pings
/// for at most 30 s. A probe is attached to no user and not part of presence.
/// </summary>
internal sealed class ProbeSocket(WebSocket socket, TransportSettings settings, ClientIdentity client, SenteNode node)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(30);

    /// <summary>Serves the probe until it ends.</summary>
    /// <param name="stopping">Cancelled when the host begins to stop.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(MaxDuration, node.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            var frame = FrameBuffer.Rent();
            client.Packer.WriteHandshake(frame, client.Uid == Uid.Nil ? null : client.Uid, client.HandshakeData, new ServerExtension { Probe = true });
            await SendAsync(frame, end.Token).ConfigureAwait(false);
            var reader = new WebSocketReader(socket, settings.Limits.MaxMessageBytes, new KeepAlive(null, null), node.Incoming, socket.Abort);
            while (await reader.ReadAsync().AsTask().WaitAsync(end.Token).ConfigureAwait(false) is { Type: not WebSocketMessageType.Close, Bytes: { } bytes })
            {
                if (Ping(bytes) is { } ping)
                {
                    var pong = FrameBuffer.Rent();
                    client.Packer.WritePong(pong, ping);
                    await SendAsync(pong, end.Token).ConfigureAwait(false);
                }
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }

    private CallbackId? Ping(byte[] bytes)
    {
        try
        {
            var message = client.Packer.ReadClientMessage(bytes, settings.Limits);
            return message.EventId == ClientEventIds.Ping ? message.Callback : null;
        }
        catch (MalformedMessageException)
        {
            // Only pings matter on a probe.
            return null;
        }
    }

    private async Task SendAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            await socket.SendAsync(frame.Memory, WebSocketWriter.FrameTypeOf(client.Packer), endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
    }
}
