using Microsoft.Extensions.DependencyInjection;

namespace Sente.Actors;

/// <summary>A handler that is a delegate of the app. <see cref="DelegateInvoker"/> describes its parameters and its reply.</summary>
internal sealed class DelegateHandler(string pattern, DelegateInvoker invoker, IServiceScopeFactory scopes, HandlerFailures failures, HandlerThreadPool threads, int maxThreads) : RegisteredHandler(pattern)
{
    private readonly PatternQueue _jobs = new(threads, maxThreads);

    /// <summary>Runs the delegate as soon as a thread is free for its pattern.</summary>
    public void Begin(EventMsg msg, EventQueue queue) => threads.Add(_jobs, new HandlerJob(this, msg, queue));

    public override void Handle(EventMsg msg, EventQueue queue) => queue.Enqueue(this, msg);

    /// <summary>Runs the delegate until it has completed. Never throws.</summary>
    public async ValueTask RunAsync(EventMsg msg)
    {
        try
        {
            if (invoker.NeedsServices)
            {
                var scope = scopes.CreateAsyncScope();
                await using (scope.ConfigureAwait(false))
                {
                    await InvokeAsync(msg, scope.ServiceProvider).ConfigureAwait(false);
                }
            }
            else
            {
                await InvokeAsync(msg, null).ConfigureAwait(false);
            }

            msg.Complete();
        }
        catch (ObjectDisposedException) when (threads.IsStopping)
        {
            // The host disposed the container before the delegate had completed.
            msg.Reply?.Fail();
            msg.Complete();
        }
        catch (Exception exception)
        {
            failures.Threw(msg, exception, Pattern);
        }
    }

    private async ValueTask InvokeAsync(EventMsg msg, IServiceProvider? services)
    {
        var result = await invoker.Invoke(msg, services).ConfigureAwait(false);
        if (invoker.Replies)
        {
            msg.Reply?.Send(result);
        }
    }
}
