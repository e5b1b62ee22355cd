using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Serves polls: GET requests that are no WebSockets, each held until there are events (docs/protocol.md, "Polls").</summary>
internal sealed class PollService(TransportSettings settings, ClientResolver clients, RequestCapture capture)
{
    /// <summary>Serves one poll.</summary>
    public async Task ServeAsync(HttpContext context, SenteNode node, ClientIdentity resolved)
    {
        var query = context.Request.Query;
        var client = await clients.WithHandshakeDataAsync(context, resolved).ConfigureAwait(false);
        var traits = new PortTraits(
            TransportKind.Ajax,
            client.Packer.Name,
            Extended: query[ProtocolParameters.Extended] == "1",
            settings.AjaxSendDelay,
            settings.AjaxReconnectGracePeriod,
            Handshake: query.ContainsKey(ProtocolParameters.Handshake),
            query[ProtocolParameters.Session],
            long.TryParse(query[ProtocolParameters.Ack], out var ack) ? ack : null,
            client.SessionSecret);
        var request = await capture.TakeAsync(context, TransportKind.Ajax, client).ConfigureAwait(false);
        var port = new PollPort(node, traits, settings, client, HoldTime(query, traits));
        var answer = await port.WaitAsync(request, context.RequestAborted).ConfigureAwait(false);
        var written = false;
        try
        {
            if (settings.BadConnections.Strikes())
            {
                context.Abort();
            }

            await WriteAsync(context, client, answer).ConfigureAwait(false);
            written = !context.RequestAborted.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            // The client disconnected during the write. The connection keeps the batch.
        }
        finally
        {
            port.Ended(answer, written);
        }
    }

    /// <summary>Returns how long the poll is held: as long as the endpoint allows, or less if a client with the extension requests that; null: for ever.</summary>
    private TimeSpan? HoldTime(IQueryCollection query, PortTraits traits) =>
        traits.Extended
        && uint.TryParse(query[ProtocolParameters.Hold], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && TimeSpan.FromMilliseconds(milliseconds) is var requested
        && !(settings.PollTimeout <= requested)
            ? requested
            : settings.PollTimeout;

    private static Task WriteAsync(HttpContext context, ClientIdentity client, PollAnswer answer) => answer.Kind switch
    {
        PollAnswerKind.Handshake or PollAnswerKind.Batch => HttpAnswer.WriteMessageAsync(context, client.Packer, answer.Frame!.Memory),
        PollAnswerKind.Timeout => HttpAnswer.WriteMessageAsync(context, client.Packer, client.Packer.TimeoutMessage()),
        PollAnswerKind.TryLater => HttpAnswer.TryLaterAsync(context, answer.Reason),
        _ => Task.CompletedTask,
    };
}
