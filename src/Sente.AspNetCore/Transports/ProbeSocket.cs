using System.Net.WebSockets;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// A WebSocket by which a client that polls finds out whether WebSockets work by now (docs/protocol.md, "The extension"): a handshake, and an answer to each
/// ping. Attached to no user, present to nobody, and soon over.
/// </summary>
internal sealed class ProbeSocket(WebSocket socket, WebSocketSettings settings, ClientIdentity client, SenteNode node)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    /// <summary>Serves it to its end.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var over = new CancellationTokenSource(Life, node.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        try
        {
            var frame = FrameBuffer.Rent();
            settings.Packer.WriteHandshake(frame, client.Uid == Uid.Nil ? null : client.Uid, client.HandshakeData, new ServerExtension { Probe = true });
            await SendAsync(frame, end.Token).ConfigureAwait(false);
            var reader = new WebSocketReader(socket, settings.Limits.MaxMessageBytes, new KeepAlive(null, null), node.Incoming, socket.Abort);
            while (await reader.ReadAsync().AsTask().WaitAsync(end.Token).ConfigureAwait(false) is { Type: not WebSocketMessageType.Close, Bytes: { } bytes })
            {
                if (Ping(bytes) is { } ping)
                {
                    var pong = FrameBuffer.Rent();
                    settings.Packer.WritePong(pong, ping);
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
            var message = settings.Packer.ReadClientMessage(bytes, settings.Limits);
            return message.EventId == ClientEventIds.Ping ? message.Callback : null;
        }
        catch (MalformedMessageException)
        {
            // A probe has nothing else to say that would matter.
            return null;
        }
    }

    private async Task SendAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            await socket.SendAsync(frame.Memory, settings.FrameType, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
    }
}
