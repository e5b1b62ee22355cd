using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>A GET that is no WebSocket: a long-poll, held until there are events (docs/protocol.md, "Polls").</summary>
internal sealed class PollService(SenteEndpointOptions options, Admission admission, RequestCapture capture)
{
    /// <summary>Serves one poll.</summary>
    public async Task ServeAsync(HttpContext context, SenteNode node, Admitted admitted)
    {
        var query = context.Request.Query;
        var client = await admission.IdentifyAsync(context, admitted).ConfigureAwait(false);
        var packer = admitted.Settings.Packer;

        // handshake? counts with any value, even none.
        var traits = new PortTraits(
            TransportKind.Ajax,
            packer.Name,
            Extended: query[ProtocolParameters.Extended] == "1",
            options.SendBufferAjax,
            options.AllowReconnectBeforeCloseAjax,
            Handshake: query.ContainsKey(ProtocolParameters.Handshake),
            query[ProtocolParameters.Session],
            long.TryParse(query[ProtocolParameters.Ack], out var ack) ? ack : null,
            admitted.SessionSecret);
        var port = new PollPort(node, traits, admitted.Settings, client, HoldOf(query, traits));
        var answer = await port.WaitAsync(capture.Take(context, TransportKind.Ajax, packer.Name), context.RequestAborted).ConfigureAwait(false);
        var written = false;
        try
        {
            if (admitted.Settings.BadConnections.Strikes())
            {
                context.Abort();
            }

            await WriteAsync(context, admitted, answer).ConfigureAwait(false);
            written = !context.RequestAborted.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            // The client went while it was being answered; the connection keeps what it was sent.
        }
        finally
        {
            port.Ended(answer, written);
        }
    }

    /// <summary>How long the poll is held: as long as the endpoint allows, or less where a client with the extension asks for it.</summary>
    private TimeSpan? HoldOf(IQueryCollection query, PortTraits traits) =>
        traits.Extended
        && uint.TryParse(query[ProtocolParameters.Hold], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && TimeSpan.FromMilliseconds(milliseconds) is var asked
        && !(options.LpTimeout <= asked)
            ? asked
            : options.LpTimeout;

    private static Task WriteAsync(HttpContext context, Admitted admitted, PollAnswer answer) => answer.Kind switch
    {
        PollAnswerKind.Handshake or PollAnswerKind.Batch => HttpAnswer.WriteMessageAsync(context, admitted.Settings.Packer, answer.Frame!.Memory),
        PollAnswerKind.Timeout => HttpAnswer.WriteMessageAsync(context, admitted.Settings.Packer, admitted.Settings.Packer.Timeout),
        PollAnswerKind.TryLater => HttpAnswer.TryLaterAsync(context, answer.Reason),
        _ => Task.CompletedTask,
    };
}
