using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// A POST: one event from a client that polls (docs/protocol.md, "Posts"). It needs no handshake and no connection, and makes none. With a callback it
/// is held for the handler's reply.
/// <code>
///   unreadable --> 400, 413
///   too fast ----> 429          (SenteLimits.MaxEventsPerSecondPerClient and its like)
///   no credit ---> 503          (PostCredits)
///   bad event with a callback -> :chsk/error, and handlers see chsk/bad-event
///   no callback --> :chsk/dummy-cb-200 at once
///   a callback ---> the reply, :chsk/error or :chsk/timeout
/// </code>
/// </summary>
internal sealed class PostService(SenteEndpointOptions options, RequestCapture capture)
{
    /// <summary>Serves one POST.</summary>
    /// <param name="context">The request.</param>
    /// <param name="node">The node that serves it.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="packed">The packed pair.</param>
    /// <param name="held">What its bytes hold of the node's budget: given back when they are handed on, and counted by the client's credit.</param>
    public async Task ServeAsync(HttpContext context, SenteNode node, Admitted client, byte[] packed, HeldBytes held)
    {
        var packer = client.Settings.Packer;
        var wait = node.Rates.TryTake(client.Uid, client.Key, packed.Length, node.Time.GetElapsedTime(0));
        if (wait.Time > TimeSpan.Zero)
        {
            node.Metrics.Throttled.Add(1, new KeyValuePair<string, object?>("reason", wait.Reason));
            LogOf(context, node, client).ClientThrottled(client.Uid, wait.Whose, wait.What);
            await HttpAnswer.TryLaterAsync(context, $"Too many {wait.What} per second by this {wait.Whose}: wait, and send again.", StatusCodes.Status429TooManyRequests, wait.Time).ConfigureAwait(false);
            return;
        }

        ClientMessage message;
        try
        {
            message = packer.ReadClientMessage(packed, options.MessageLimits);
        }
        catch (MalformedMessageException error)
        {
            node.Metrics.MalformedMessages.Add(1);
            LogOf(context, node, client).MessageDropped(client.Uid, error.Message);
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
        var pending = message.Callback is not null && !message.IsBadEvent ? new HeldPost() : null;
        ReleaseForm(context);
        held.Shrink(packed.Length);
        var (credit, exhausted) = await node.PostCredits
            .TakeAsync(client.Uid, client.Key, packed.Length, pending is null ? 1 : 2, context.RequestAborted)
            .ConfigureAwait(false);
        if (exhausted is not null)
        {
            node.Metrics.PostsRefused.Add(1, new KeyValuePair<string, object?>("reason", exhausted));
            LogOf(context, node, client).PostRefused(client.Uid, exhausted);
            await HttpAnswer.TryLaterAsync(context, $"Events by POSTs have used up this {exhausted}'s credit: wait until handlers have caught up, and send again.").ConfigureAwait(false);
            return;
        }

        var number = node.Gateway.Post(message, pending, client.Uid, client.ClientId, client.Entity, request, credit, packed.Length);
        held.Dispose();
        if (pending is not null)
        {
            await HoldAsync(context, node, client, pending, number, credit, options.LpTimeout).ConfigureAwait(false);
        }
        else if (message.Callback is not null)
        {
            // Clients take :chsk/dummy-cb-200 for success.
            await WriteReplyAsync(context, packer, ReplyValues.Error).ConfigureAwait(false);
        }
        else
        {
            await HttpAnswer.WriteMessageAsync(context, packer, packer.Dummy).ConfigureAwait(false);
        }
    }

    private static async Task HoldAsync(HttpContext context, SenteNode node, Admitted client, HeldPost pending, long number, long credit, TimeSpan? timeout)
    {
        var packer = client.Settings.Packer;
        try
        {
            var reply = await pending.WaitAsync(timeout, node.Time, context.RequestAborted).ConfigureAwait(false);
            if (!reply.TryGetBytes(packer, out _, out var error))
            {
                LogOf(context, node, client).ReplyUnsayable(client.Uid, error);
                reply = ReplyValues.Error;
            }

            await WriteReplyAsync(context, packer, reply).ConfigureAwait(false);
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
            node.PostCredits.Return(credit);
        }
    }

    /// <summary>Writes <c>[reply nil]</c>: the HTTP exchange is the callback, whatever the client named it.</summary>
    private static async Task WriteReplyAsync(HttpContext context, Packer packer, EncodedValue reply)
    {
        using var frame = FrameBuffer.Rent();
        packer.WriteReply(frame, reply, callback: null);
        await HttpAnswer.WriteMessageAsync(context, packer, frame.Memory).ConfigureAwait(false);
    }

    /// <summary>Lets go of the form, which is some four times as large as the message: a POST may wait long for its credit and its reply.</summary>
    private static void ReleaseForm(HttpContext context)
    {
        if (context.Features.Get<IFormFeature>() is not null)
        {
            context.Features.Set<IFormFeature>(new FormFeature(FormCollection.Empty));
        }
    }

    private static ILogger LogOf(HttpContext context, SenteNode node, Admitted client) =>
        node.ClientLog.Of(client.Uid, client.ClientId, RequestCapture.AddressOf(context));
}
