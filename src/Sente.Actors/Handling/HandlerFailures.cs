using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// What happens when no handler finishes an event: one log line, a counter, the app's hook, <c>:chsk/error</c> to a waiting request.
/// <code>
///   reading the client's data failed --> warning: event id, user, path of the datum
///   the handler threw otherwise -------> error with the exception
///   no pattern, ended, pool is down ---> warning or error without one
/// </code>
/// </summary>
internal sealed class HandlerFailures(ILogger logger, ClientLog clientLog, SenteMetrics metrics, IEnumerable<Action<HandlerError>> hooks, bool detailedErrors = false)
{
    private readonly Action<HandlerError>[] _hooks = [.. hooks];

    /// <summary>The log for faults that are nobody's event.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>The counters.</summary>
    public SenteMetrics Metrics { get; } = metrics;

    /// <summary>Fails an event whose handler threw.</summary>
    /// <param name="msg">The event that the handler was processing.</param>
    /// <param name="exception">The exception.</param>
    /// <param name="pattern">The handler's pattern.</param>
    public void Threw(EventMsg msg, Exception exception, string pattern)
    {
        var cause = Unwrap(exception);
        if (cause is OperationCanceledException && msg.CancellationToken.IsCancellationRequested)
        {
            // The node is stopping, and the handler gave up as it should: no fault.
            msg.Reply?.Fail();
            msg.Complete();
            return;
        }

        if (cause is SenteReplyException answer)
        {
            LogOf(msg, pattern).HandlerRepliedError(msg.Id, msg.Uid, answer.Code, answer.Message);
            Metrics.HandlerFailures.Add(1, new KeyValuePair<string, object?>("reason", "reply_error"));
            msg.Reply?.Fail(answer.Content);
            msg.Complete();
            return;
        }

        if (cause is SenteDataException { IsClientFault: true } fault)
        {
            LogOf(msg, pattern).ClientDataRefused(msg.Id, msg.Uid, fault.Message);
            Fail(msg, "client_data", fault, isClientFault: true);
            return;
        }

        // The same fault is worth one line for each pattern and kind, or a second one would hide behind it.
        LogOf(msg, $"{pattern} {exception.GetType()}").HandlerThrew(exception, msg.Id, msg.Uid);
        Fail(msg, "threw", exception);
    }

    /// <summary>No pattern matches. Sente's own events without a handler are silence.</summary>
    public void Unmatched(EventMsg msg)
    {
        if (Wire.EventId.IsReserved(msg.Id))
        {
            msg.Complete();
            return;
        }

        LogOf(msg).NoHandler(msg.Id, msg.Uid);
        Fail(msg, "no_handler", null);
    }

    /// <summary>The handler's actor has ended.</summary>
    public void Ended(EventMsg msg)
    {
        LogOf(msg).HandlerEnded(msg.Id, msg.Uid);
        Fail(msg, "ended", null);
    }

    /// <summary>The pool's actor for this event can't be started.</summary>
    public void Down(EventMsg msg, string pattern)
    {
        LogOf(msg, pattern).HandlerDown(msg.Id, msg.Uid, pattern);
        Fail(msg, "down", null);
    }

    /// <summary>Removes the wrappers that .NET adds to an exception. An exception that the app wrapped in one of its own is the app's.</summary>
    public static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    private ILogger LogOf(EventMsg msg, string detail = "") => clientLog.Of(msg.Uid, msg.ClientId, msg.Request.RemoteAddress, detail);

    private void Fail(EventMsg msg, string reason, Exception? exception, bool isClientFault = false)
    {
        Metrics.HandlerFailures.Add(1, new KeyValuePair<string, object?>("reason", reason));
        msg.Reply?.Fail(detailedErrors && exception is not null ? ReplyContent.FailureWith(Unwrap(exception).Message) : ReplyContent.Failure);
        msg.Complete();
        if (_hooks.Length == 0)
        {
            return;
        }

        var error = new HandlerError(msg, exception) { IsClientFault = isClientFault };
        foreach (var hook in _hooks)
        {
            try
            {
                hook(error);
            }
            catch (Exception fromHook)
            {
                LogOf(msg, fromHook.GetType().ToString()).ErrorHookThrew(fromHook);
            }
        }
    }
}
