using Microsoft.AspNetCore.Http;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// A POST: one event from a client that polls (spec section 4). It needs no handshake and no connection, and makes none. With a callback it
/// is held for the handler's reply.
/// </summary>
internal sealed class PostService(SenteEndpointOptions options, RequestCapture capture)
{
    /// <summary>Serves one POST.</summary>
    public async Task ServeAsync(HttpContext context, SenteNode node, Admitted client, byte[] packed)
    {
        var packer = client.Settings.Packer;
        ClientMessage message;
        try
        {
            message = packer.ReadClientMessage(packed, options.MessageLimits);
        }
        catch (MalformedMessageException error)
        {
            node.Metrics.MalformedMessages.Add(1);
            node.ClientLog.Of(client.Uid, client.ClientId, RequestCapture.AddressOf(context)).MessageDropped(client.Uid, error.Message);
            var status = error.Kind == MalformedKind.Malformed ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge;
            await HttpAnswer.RefuseAsync(context, new SenteRefusal(status, error.Message)).ConfigureAwait(false);
            return;
        }

        if (!message.HasEvent)
        {
            // Only an extension: nothing that a POST could bring is answered by a handler.
            await HttpAnswer.WriteMessageAsync(context, packer, packer.Dummy).ConfigureAwait(false);
            return;
        }

        var request = capture.Take(context, TransportKind.Ajax, packer.Name);
        if (message.Callback is not { } callback || message.IsBadEvent)
        {
            node.Gateway.Post(message, null, client.Uid, client.ClientId, request);
            await HttpAnswer.WriteMessageAsync(context, packer, packer.Dummy).ConfigureAwait(false);
            return;
        }

        await HoldAsync(context, node, client, message, callback, request).ConfigureAwait(false);
    }

    private async Task HoldAsync(HttpContext context, SenteNode node, Admitted client, ClientMessage message, CallbackId callback, RequestInfo request)
    {
        var packer = client.Settings.Packer;
        var held = new HeldPost();
        var number = node.Gateway.Post(message, held, client.Uid, client.ClientId, request);
        try
        {
            var reply = await held.WaitAsync(options.LpTimeout, node.Time, context.RequestAborted).ConfigureAwait(false);
            if (!reply.TryGetBytes(packer, out _, out var error))
            {
                node.ClientLog.Of(client.Uid, client.ClientId, RequestCapture.AddressOf(context)).ReplyUnsayable(client.Uid, error);
                reply = ReplyValues.Error;
            }

            using var frame = FrameBuffer.Rent();
            packer.WriteReply(frame, reply, callback);
            await HttpAnswer.WriteMessageAsync(context, packer, frame.Memory).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            node.Metrics.TimedOutReplies.Add(1);
            await HttpAnswer.WriteMessageAsync(context, packer, packer.Timeout).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client is gone; a reply that still comes is counted as late.
        }
        finally
        {
            node.Gateway.Abandon(number);
        }
    }
}
