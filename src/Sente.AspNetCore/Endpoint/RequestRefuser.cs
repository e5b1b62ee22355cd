using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>Refuses requests: logs, counts and answers them.</summary>
/// <param name="availability">The node, whose log and counters are used once it has started.</param>
/// <param name="webSockets">Refuses WebSockets.</param>
/// <param name="logger">The log until the node has started.</param>
internal sealed class RequestRefuser(NodeAvailability availability, WebSocketService webSockets, ILogger logger)
{
    /// <summary>Reports that a bound of <see cref="ConnectionLimiter"/> is reached; returns the reason for the client.</summary>
    public static string ReportFull(SenteNode node, ClientIdentity client, string bound)
    {
        node.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", bound));
        client.LogOf(node.ClientLog, bound).ConnectionRefused(client.Uid, bound);
        return bound == "anonymous" ? "too many clients without a user" : $"this node has too many {bound}";
    }

    /// <summary>Refuses a request permanently.</summary>
    public Task RefuseAsync(HttpContext context, RequestRefusal refusal)
    {
        LogRefusal(context, refusal.Answer.Status, refusal.Reason);
        return HttpAnswer.RefuseAsync(context, refusal.Answer);
    }

    /// <summary>Refuses a request whose body can't be used; temporarily, where the status is 503 or 408.</summary>
    public Task RefuseAsync(HttpContext context, int status, string reason)
    {
        LogRefusal(context, status, reason);
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status408RequestTimeout)
        {
            availability.Node?.Metrics.IncomingRefused.Add(1, new KeyValuePair<string, object?>("reason", status == StatusCodes.Status408RequestTimeout ? "time-out" : "no room"));
            return HttpAnswer.TryLaterAsync(context, reason, status);
        }

        return HttpAnswer.RefuseAsync(context, new SenteRefusal(status, reason));
    }

    /// <summary>
    /// Refuses a request temporarily because the app or Sente failed before it was answered. Not with an HTTP error on a WebSocket, after which a stock
    /// client would not try a WebSocket again.
    /// </summary>
    public async Task FailAsync(HttpContext context, Exception failure)
    {
        var reason = failure switch
        {
            HookFailedException => "hook failed",
            KeyRingException => "key ring",
            _ => "failed",
        };
        availability.Node?.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        switch (failure)
        {
            case HookFailedException { Option: var option, InnerException: { } thrown }:
                FaultLog($"{option} {thrown.GetType()}").HookFailed(thrown, context.Request.Path.Value, option);
                break;
            case KeyRingException unusable:
                FaultLog("").KeyRingUnusable(context.Request.Path.Value, unusable.Message);
                break;
            default:
                FaultLog($"{failure.GetType()}").RequestFailed(failure, context.Request.Path.Value);
                break;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await webSockets.TryLaterAsync(context, availability.Node, "this node can't serve you now").ConfigureAwait(false);
        }
        else
        {
            await HttpAnswer.TryLaterAsync(context, "This node can't serve you now.").ConfigureAwait(false);
        }
    }

    private void LogRefusal(HttpContext context, int status, string reason) =>
        availability.Node?.ClientLog
            .Of(Uid.Nil, null, RequestCapture.AddressOf(context), status.ToString(CultureInfo.InvariantCulture))
            .RequestRefused(context.Request.Path.Value, status, reason);

    /// <summary>Returns the log for faults that every request may meet during an outage: one line per fault and minute for all clients together.</summary>
    private ILogger FaultLog(string fault) => availability.Node?.ClientLog.Of(Uid.Nil, clientId: null, detail: fault) ?? logger;
}
