using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// Fails events that no handler finishes: writes a log line, counts the failure, calls the app's hooks, and answers a waiting request with
/// <c>:chsk/error</c>.
/// <code>
///   SenteReplyException ---------------> debug line, no hook; the client receives the exception's text
///   reading the client's data failed --> warning with event id, user and path in the data
///   any other exception ---------------> error with the exception
///   no handler, handler ended or down -> warning or error without an exception
/// </code>
/// </summary>
internal sealed class HandlerFailures(ILogger logger, ClientLog clientLog, SenteMetrics metrics, IEnumerable<Action<HandlerError>> hooks, bool detailedErrors = false)
{
    private readonly Action<HandlerError>[] _hooks = [.. hooks];

    /// <summary>The log for faults that belong to no event.</summary>
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
            Finish(msg, ReplyContent.Failure);
            return;
        }

        if (cause is SenteReplyException answer)
        {
            LogOf(msg, pattern).HandlerRepliedError(msg.Id, msg.Uid, answer.Code, answer.Message);
            Count("reply_error");
            Finish(msg, answer.Content);
            return;
        }

        if (cause is SenteDataException { IsClientFault: true } fault)
        {
            LogOf(msg, pattern).ClientDataRefused(msg.Id, msg.Uid, fault.Message);
            Fail(msg, "client_data", fault, isClientFault: true);
            return;
        }

        // One line per pattern and type of exception: otherwise one fault of a handler would hide its others.
        LogOf(msg, $"{pattern} {exception.GetType()}").HandlerThrew(exception, msg.Id, msg.Uid);
        Fail(msg, "threw", exception);
    }

    /// <summary>Fails an event whose id matches no pattern. One of Sente's own events is no failure: apps need not handle them.</summary>
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

    /// <summary>Fails an event whose handler is an actor that has ended.</summary>
    public void Ended(EventMsg msg)
    {
        LogOf(msg).HandlerEnded(msg.Id, msg.Uid);
        Fail(msg, "ended", null);
    }

    /// <summary>Fails an event whose actor in a pool can't be started.</summary>
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

    private void Count(string reason) => Metrics.HandlerFailures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    private static void Finish(EventMsg msg, ReplyContent content)
    {
        msg.Reply?.Fail(content);
        msg.Complete();
    }

    private void Fail(EventMsg msg, string reason, Exception? exception, bool isClientFault = false)
    {
        Count(reason);
        Finish(msg, detailedErrors && exception is not null ? ReplyContent.FailureWith(Unwrap(exception).Message) : ReplyContent.Failure);
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
