using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
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
/// Ajax for good. It is accepted, and closed with 1013 before the handshake, which makes clients back off (docs/protocol.md, "Refusals and
/// close codes"). An exception may pass: hooks of the app ask databases.
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
        _admission = new Admission(options, door.BadConnections, door.Browsers);
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

        var isProbe = context.Request.Query[ProtocolParameters.Probe] == "1";
        if (TryEnter(context, node, client, isProbe) is { } reason)
        {
            await _webSockets.TryLaterAsync(context, reason).ConfigureAwait(false);
            return;
        }

        try
        {
            await (isProbe ? _webSockets.ServeProbeAsync(context, node, client) : _webSockets.ServeAsync(context, node, client)).ConfigureAwait(false);
        }
        finally
        {
            _door.Leave(client.Uid, isProbe);
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

        if (context.Request.Query[ProtocolParameters.Probe] == "1")
        {
            // As a poll it would take the place of the client's own.
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "A probe (sente-probe=1) is a WebSocket, and this request asks for none: something on the way has removed its Upgrade header.").ConfigureAwait(false);
            return;
        }

        if (TryEnter(context, node, client, isProbe: false) is { } reason)
        {
            await HttpAnswer.TryLaterAsync(context, reason).ConfigureAwait(false);
            return;
        }

        try
        {
            await _polls.ServeAsync(context, node, client).ConfigureAwait(false);
        }
        finally
        {
            _door.Leave(client.Uid, isProbe: false);
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

        // A form has client-id and token in it. Whatever can be checked without is checked before a byte of the body is read.
        Admitted? client = null;
        if (PostBody.IsBinary(context.Request))
        {
            client = await AdmitAsync(context, node, context.Request.Query[ProtocolParameters.ClientId]).ConfigureAwait(false);
        }

        if (PostBody.IsBinary(context.Request) ? client is null : !await PassesOriginAsync(context, node).ConfigureAwait(false))
        {
            return;
        }

        using var reading = new BodyReading(context, _options.MessageTimeout, node.Incoming);
        var held = reading.Held;
        var body = await PostBody.ReadAsync(context, _options.MessageLimits.MaxMessageBytes, reading).ConfigureAwait(false);
        client ??= await AdmitAsync(context, node, body.ClientId, body.CsrfToken).ConfigureAwait(false);
        if (client is not null)
        {
            await _posts.ServeAsync(context, node, client, body.Packed, held).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> PassesOriginAsync(HttpContext context, SenteNode node)
    {
        if (_admission.CheckOrigin(context, node) is not { Answer: var answer } refused)
        {
            return true;
        }

        LogRefusal(context, answer.Status, refused.Reason);
        await HttpAnswer.RefuseAsync(context, answer).ConfigureAwait(false);
        return false;
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
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status408RequestTimeout)
        {
            _door.Node?.Metrics.IncomingRefused.Add(1, new KeyValuePair<string, object?>("reason", status == StatusCodes.Status408RequestTimeout ? "time-out" : "no room"));
            return HttpAnswer.TryLaterAsync(context, reason, status);
        }

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
                FaultLog($"{option} {thrown.GetType()}").HookFailed(thrown, context.Request.Path.Value, option);
                break;
            case KeyRingException broken:
                FaultLog("").KeyRingUnusable(context.Request.Path.Value, broken.Message);
                break;
            default:
                FaultLog($"{failure.GetType()}").RequestFailed(failure, context.Request.Path.Value);
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

    /// <summary>The log for faults of the app's that every request may meet during an outage: one line per fault and minute, whoever asked.</summary>
    private ILogger FaultLog(string fault) => _door.Node?.ClientLog.Of(Uid.Nil, clientId: null, detail: fault) ?? _door.Logger;

    /// <summary>Answers null where the client is counted in, else the reason for the client.</summary>
    private string? TryEnter(HttpContext context, SenteNode node, Admitted client, bool isProbe)
    {
        if (_door.TryEnter(client.Uid, isProbe) is not { } reason)
        {
            return null;
        }

        node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));
        node.ClientLog.Of(client.Uid, client.ClientId, RequestCapture.AddressOf(context), reason).ConnectionRefused(client.Uid, reason);
        return reason == "anonymous" ? "too many clients without a user" : $"this node has too many {reason}";
    }
}
