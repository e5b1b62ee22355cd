using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// One mapped path.
/// <code>
///   GET + Upgrade, CONNECT (HTTP/2) --\
///   GET -------------------------------+--> client-id, security checks, packer, user --> WebSocket, probe, poll or POST
///   POST --> its form ----------------/
/// </code>
/// What will be wrong the next time too is answered with an HTTP status. What may pass is not for WebSockets: a stock client would go over to
/// Ajax for good. It is accepted, and closed with 1013 before the handshake, which makes clients back off (docs/protocol.md, "Refusing and
/// closing"). An exception may pass: hooks of the app ask databases.
/// </summary>
internal sealed class SenteEndpoint
{
    private readonly SenteDoor _door;
    private readonly SenteEndpointOptions _options;
    private readonly Admission _admission;
    private readonly WebSocketService _webSockets;
    private readonly PollService _polls;
    private readonly PostService _posts;

    public SenteEndpoint(SenteDoor door, SenteEndpointOptions options)
    {
        _door = door;
        _options = options;
        _admission = new Admission(options, door.BadConnections);
        var capture = new RequestCapture(options);
        _webSockets = new WebSocketService(options, _admission, capture, door);
        _polls = new PollService(options, _admission, capture);
        _posts = new PostService(options, capture);
    }

    /// <summary>Serves one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await ServeAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, refused.StatusCode, refused.Message).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException
            || (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
        {
            // Nobody is there to be answered.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await FailAsync(context, failure).ConfigureAwait(false);
        }
    }

    private Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return HandleWebSocketAsync(context);
        }

        return HttpMethods.IsPost(context.Request.Method) ? HandlePostAsync(context) : HandlePollAsync(context);
    }

    private async Task HandleWebSocketAsync(HttpContext context)
    {
        if (_door.IsClosing || _door.Node is not { } node)
        {
            await _webSockets.TryLaterAsync(context, "this node is not ready").ConfigureAwait(false);
            return;
        }

        if (await AdmitAsync(context, node, context.Request.Query[ProtocolParameters.ClientId]).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        if (context.Request.Query[ProtocolParameters.Probe] == "1")
        {
            await _webSockets.ServeProbeAsync(context, node, client).ConfigureAwait(false);
        }
        else if (TryEnter(node, client))
        {
            await LeaveAfterAsync(client, _webSockets.ServeAsync(context, node, client)).ConfigureAwait(false);
        }
        else
        {
            await _webSockets.TryLaterAsync(context, "too many clients without a user").ConfigureAwait(false);
        }
    }

    private async Task HandlePollAsync(HttpContext context)
    {
        if (_door.IsClosing || _door.Node is not { } node)
        {
            await HttpAnswer.TryLaterAsync(context, "This node is not ready.").ConfigureAwait(false);
            return;
        }

        if (await AdmitAsync(context, node, context.Request.Query[ProtocolParameters.ClientId]).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        if (TryEnter(node, client))
        {
            await LeaveAfterAsync(client, _polls.ServeAsync(context, node, client)).ConfigureAwait(false);
        }
        else
        {
            await HttpAnswer.TryLaterAsync(context, "There are too many clients without a user.").ConfigureAwait(false);
        }
    }

    private async Task HandlePostAsync(HttpContext context)
    {
        if (_door.IsClosing || _door.Node is not { } node)
        {
            await HttpAnswer.TryLaterAsync(context, "This node is not ready.").ConfigureAwait(false);
            return;
        }

        if (_door.BadConnections.Strikes())
        {
            context.Abort();
            return;
        }

        var body = await PostBody.ReadAsync(context, _options.MessageLimits.MaxMessageBytes).ConfigureAwait(false);
        if (await AdmitAsync(context, node, body.ClientId, body.CsrfToken).ConfigureAwait(false) is { } client)
        {
            await _posts.ServeAsync(context, node, client, body.Packed).ConfigureAwait(false);
        }
    }

    private async ValueTask<Admitted?> AdmitAsync(HttpContext context, SenteNode node, StringValues clientId, string? csrfParameter = null)
    {
        var (client, refused) = await _admission.AdmitAsync(context, node, clientId, csrfParameter).ConfigureAwait(false);
        if (refused is { Answer: var answer })
        {
            LogRefusal(context, answer.Status, refused.Reason);
            await HttpAnswer.RefuseAsync(context, answer).ConfigureAwait(false);
        }

        return client;
    }

    private Task RefuseAsync(HttpContext context, int status, string reason)
    {
        LogRefusal(context, status, reason);
        return HttpAnswer.RefuseAsync(context, new SenteRefusal(status, reason));
    }

    private void LogRefusal(HttpContext context, int status, string reason) =>
        _door.Node?.ClientLog
            .Of(Uid.Nil, null, RequestCapture.AddressOf(context), status.ToString(CultureInfo.InvariantCulture))
            .RequestRefused(context.Request.Path.Value, status, reason);

    /// <summary>
    /// Something of the app's or ours failed before the client was answered. It may work the next time, so the client is asked to come back:
    /// after an HTTP error a stock client would not try a WebSocket again.
    /// </summary>
    private async Task FailAsync(HttpContext context, Exception failure)
    {
        var reason = failure switch
        {
            HookFailedException => "hook failed",
            KeyRingException => "key ring",
            _ => "failed",
        };
        _door.Node?.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));
        switch (failure)
        {
            case HookFailedException { Option: var option, InnerException: { } thrown }:
                _door.Logger.HookFailed(thrown, context.Request.Path.Value, option);
                break;
            case KeyRingException broken:
                _door.Logger.KeyRingUnusable(context.Request.Path.Value, broken.Message);
                break;
            default:
                _door.Logger.RequestFailed(failure, context.Request.Path.Value);
                break;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await _webSockets.TryLaterAsync(context, "this node can't serve you now").ConfigureAwait(false);
        }
        else
        {
            await HttpAnswer.TryLaterAsync(context, "This node can't serve you now.").ConfigureAwait(false);
        }
    }

    private bool TryEnter(SenteNode node, Admitted client)
    {
        if (client.Uid != Uid.Nil || _door.TryEnterAnonymous())
        {
            return true;
        }

        node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", "anonymous"));
        return false;
    }

    private async Task LeaveAfterAsync(Admitted client, Task serving)
    {
        try
        {
            await serving.ConfigureAwait(false);
        }
        finally
        {
            if (client.Uid == Uid.Nil)
            {
                _door.LeaveAnonymous();
            }
        }
    }
}
