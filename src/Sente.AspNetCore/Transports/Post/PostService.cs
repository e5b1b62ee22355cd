using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// Serves POSTs: each is one event from a client that polls (docs/protocol.md, "Posts"). It needs no handshake and no connection, and creates none.
/// With a callback it is held for the handler's reply.
/// <code>
///   malformed --> 400, 413
///   too fast ---> 429          (SenteLimits.MaxEventsPerSecondPerClient and the other rates)
///   no credit --> 503          (PostCredits)
///   bad event with a callback --> :chsk/error, and handlers get chsk/bad-event
///   without a callback ---------> :chsk/dummy-cb-200 at once
///   with a callback ------------> the reply, :chsk/error or :chsk/timeout
/// </code>
/// </summary>
internal sealed class PostService(TransportSettings settings, RequestCapture capture)
{
    /// <summary>Serves one POST.</summary>
    /// <param name="context">The request.</param>
    /// <param name="node">The node that serves it.</param>
    /// <param name="client">The client.</param>
    /// <param name="packed">The packed pair.</param>
    /// <param name="held">
    /// The part of the node's budget that the body uses; released when the event is sent to its handler, because from then on the client's credit
    /// counts it.
    /// </param>
    public async Task ServeAsync(HttpContext context, SenteNode node, ClientIdentity client, byte[] packed, IncomingReservation held)
    {
        var packer = client.Packer;
        var wait = node.Rates.TryTake(client.Uid, client.Key, packed.Length, node.Time.GetElapsedTime(0));
        if (wait.Time > TimeSpan.Zero)
        {
            node.Metrics.Throttled.Add(1, new KeyValuePair<string, object?>("reason", wait.Reason));
            client.LogOf(node.ClientLog).ClientThrottled(client.Uid, wait.Whose, wait.What);
            await HttpAnswer.TryLaterAsync(context, $"Too many {wait.What} per second by this {wait.Whose}: wait, and send again.", StatusCodes.Status429TooManyRequests, wait.Time).ConfigureAwait(false);
            return;
        }

        ClientMessage message;
        try
        {
            message = packer.ReadClientMessage(packed, settings.Limits);
        }
        catch (MalformedMessageException error)
        {
            node.Metrics.MalformedMessages.Add(1);
            client.LogOf(node.ClientLog).MessageDropped(client.Uid, error.Message);
            var status = error.Kind == MalformedKind.Malformed ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge;
            await HttpAnswer.RefuseAsync(context, new SenteRefusal(status, error.Message)).ConfigureAwait(false);
            return;
        }

        if (!message.HasEvent)
        {
            // The message consists of an extension only, so there is nothing for a handler.
            await HttpAnswer.WriteMessageAsync(context, packer, packer.DummyMessage()).ConfigureAwait(false);
            return;
        }

        var request = await capture.TakeAsync(context, TransportKind.Ajax, client).ConfigureAwait(false);
        var pending = message.Callback is not null && !message.IsBadEvent ? new HeldPost() : null;
        ReleaseForm(context);
        held.Shrink(packed.Length);
        var (credit, exhausted) = await node.PostCredits
            .TakeAsync(client.Uid, client.Key, packed.Length, pending is null ? 1 : 2, context.RequestAborted)
            .ConfigureAwait(false);
        if (exhausted is not null)
        {
            node.Metrics.PostsRefused.Add(1, new KeyValuePair<string, object?>("reason", exhausted));
            client.LogOf(node.ClientLog).PostRefused(client.Uid, exhausted);
            await HttpAnswer.TryLaterAsync(context, $"Events by POSTs have used up this {exhausted}'s credit: wait until handlers have caught up, and send again.").ConfigureAwait(false);
            return;
        }

        var number = node.Gateway.Post(message, pending, client.Uid, client.ClientId, client.Entity, request, credit, packed.Length);
        held.Dispose();
        if (pending is not null)
        {
            await HoldAsync(context, node, client, pending, number, credit, settings.PollTimeout).ConfigureAwait(false);
        }
        else if (message.Callback is not null)
        {
            // Not :chsk/dummy-cb-200, which clients take for success.
            await WriteReplyAsync(context, node, client, ReplyContent.Failure).ConfigureAwait(false);
        }
        else
        {
            await HttpAnswer.WriteMessageAsync(context, packer, packer.DummyMessage()).ConfigureAwait(false);
        }
    }

    private static async Task HoldAsync(HttpContext context, SenteNode node, ClientIdentity client, HeldPost pending, long number, long credit, TimeSpan? timeout)
    {
        var packer = client.Packer;
        try
        {
            var reply = await pending.WaitAsync(timeout, node.Time, context.RequestAborted).ConfigureAwait(false);
            await WriteReplyAsync(context, node, client, reply).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            node.Metrics.TimedOutReplies.Add(1);
            await HttpAnswer.WriteMessageAsync(context, packer, packer.TimeoutMessage()).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client disconnected; its reply will be counted as late.
        }
        finally
        {
            node.Gateway.Abandon(number);
            node.PostCredits.Return(credit);
        }
    }

    /// <summary>Writes <c>[reply nil]</c>: the HTTP response itself identifies the request, so it carries no callback.</summary>
    private static async Task WriteReplyAsync(HttpContext context, SenteNode node, ClientIdentity client, ReplyContent reply)
    {
        var isExtended = context.Request.Query[ProtocolParameters.Extended] == "1";
        using var frame = reply.Bounded(node.Limits.MaxPushSize, NotEncodable).ToFrame(client.Packer, callback: null, isExtended, NotEncodable);
        await HttpAnswer.WriteMessageAsync(context, client.Packer, frame.Memory).ConfigureAwait(false);

        void NotEncodable(string reason) => client.LogOf(node.ClientLog).ReplyNotEncodable(client.Uid, reason);
    }

    /// <summary>Releases the form, which is about four times as large as the message, because a POST may wait long for its credit and its reply.</summary>
    private static void ReleaseForm(HttpContext context)
    {
        if (context.Features.Get<IFormFeature>() is not null)
        {
            context.Features.Set<IFormFeature>(new FormFeature(FormCollection.Empty));
        }
    }
}

/// <summary>A POST that waits for its handler's reply.</summary>
internal sealed class HeldPost : PendingPost
{
    private readonly TaskCompletionSource<ReplyContent> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Reply(ReplyContent content) => _reply.TrySetResult(content);

    /// <summary>Waits for the reply.</summary>
    /// <exception cref="TimeoutException">There was no reply in time.</exception>
    /// <exception cref="OperationCanceledException">The client disconnected.</exception>
    public Task<ReplyContent> WaitAsync(TimeSpan? timeout, TimeProvider time, CancellationToken aborted) =>
        _reply.Task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, time, aborted);
}
