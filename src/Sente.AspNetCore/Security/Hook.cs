using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>
/// Calls what the app has put into the options before a handshake. An exception gets the name of its option, so that the endpoint can log it
/// and ask the client to come back later: a time-out of the app's database is no fault of the client's.
/// </summary>
internal static class Hook
{
    /// <summary>Calls a hook that is given the request and one thing more: a client-id or a token.</summary>
    /// <exception cref="HookFailedException">The hook threw.</exception>
    public static async ValueTask<T> CallAsync<TArgument, T>(string option, Func<HttpContext, TArgument, ValueTask<T>> hook, HttpContext context, TArgument argument)
    {
        try
        {
            return await hook(context, argument).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            throw Named(option, context, failure);
        }
    }

    /// <summary>Calls a hook that is given the request.</summary>
    /// <exception cref="HookFailedException">The hook threw.</exception>
    public static async ValueTask<T> CallAsync<T>(string option, Func<HttpContext, ValueTask<T>> hook, HttpContext context)
    {
        try
        {
            return await hook(context).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            throw Named(option, context, failure);
        }
    }

    /// <summary>Calls a hook that makes the answer to a check that failed.</summary>
    /// <exception cref="HookFailedException">The hook threw or returned null.</exception>
    public static SenteRefusal Answer(string option, Func<HttpContext, SenteRefusal> hook, HttpContext context)
    {
        try
        {
            return hook(context) ?? throw new InvalidOperationException($"{option} returned null; it must return the refusal to answer with.");
        }
        catch (Exception failure)
        {
            throw Named(option, context, failure);
        }
    }

    /// <summary>Calls a hook that adds to what is captured of a request.</summary>
    /// <exception cref="HookFailedException">The hook threw.</exception>
    public static void Capture(string option, Action<HttpContext, IDictionary<string, string>> hook, HttpContext context, IDictionary<string, string> captured)
    {
        try
        {
            hook(context, captured);
        }
        catch (Exception failure)
        {
            throw Named(option, context, failure);
        }
    }

    /// <summary>
    /// What to throw instead. A <see cref="BadHttpRequestException"/> has a status of its own, a broken key ring has its own text, and a hook that
    /// was cancelled because the client went has done nothing wrong: those are thrown as they are.
    /// </summary>
    private static HookFailedException Named(string option, HttpContext context, Exception failure)
    {
        if (failure is BadHttpRequestException or KeyRingException || (failure is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return new HookFailedException(option, failure);
    }
}

/// <summary>A hook of the app threw.</summary>
/// <param name="option">The option that holds the hook.</param>
/// <param name="failure">What it threw.</param>
internal sealed class HookFailedException(string option, Exception failure)
    : Exception($"{option} threw {failure.GetType().Name}.", failure)
{
    /// <summary>The option that holds the hook.</summary>
    public string Option { get; } = option;
}
