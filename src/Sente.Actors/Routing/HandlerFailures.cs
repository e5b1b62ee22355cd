using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>What happens when an event finds no handler or its handler fails: one log line, a counter, the app's hook, <c>:chsk/error</c> to a waiting request.</summary>
internal sealed class HandlerFailures(ILogger<HandlerFailures> logger, SenteMetrics metrics, IEnumerable<Action<HandlerError>> hooks)
{
    private readonly Action<HandlerError>[] _hooks = [.. hooks];

    /// <summary>A handler threw.</summary>
    public void Threw(EventMsg msg, Exception exception)
    {
        logger.HandlerThrew(exception, msg.Id, msg.Uid);
        Fail(msg, exception);
    }

    /// <summary>No pattern matches. Sente's own events without a handler are silence.</summary>
    public void Unmatched(EventMsg msg)
    {
        if (Wire.EventId.IsReserved(msg.Id))
        {
            msg.Complete();
            return;
        }

        logger.NoHandler(msg.Id, msg.Uid);
        Fail(msg, null);
    }

    /// <summary>The handler's actor has ended.</summary>
    public void Ended(EventMsg msg)
    {
        logger.HandlerEnded(msg.Id, msg.Uid);
        Fail(msg, null);
    }

    private void Fail(EventMsg msg, Exception? exception)
    {
        metrics.HandlerFailures.Add(1);
        msg.Reply?.Fail();
        msg.Complete();
        var error = new HandlerError(msg, exception);
        foreach (var hook in _hooks)
        {
            try
            {
                hook(error);
            }
            catch (Exception fromHook)
            {
                logger.ErrorHookThrew(fromHook);
            }
        }
    }
}
