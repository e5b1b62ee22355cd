using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>
/// Calls the app's hooks, the delegates in an endpoint's options. An exception is wrapped with the name of its option, so that the endpoint can
/// log it and refuse the request temporarily: a time-out of the app's database is not the client's fault.
/// </summary>
internal static class AppHook
{
    /// <summary>Calls a hook.</summary>
    /// <exception cref="HookFailedException">The hook threw.</exception>
    public static async ValueTask<T> CallAsync<T>(string option, Func<SenteRequest, ValueTask<T>> hook, SenteRequest request)
    {
        try
        {
            return await hook(request).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            throw Wrap(option, request.HttpContext, failure);
        }
    }

    /// <summary>Calls a hook that returns the answer to a failed check.</summary>
    /// <exception cref="HookFailedException">The hook threw or returned null.</exception>
    public static async ValueTask<SenteRefusal> AnswerAsync(string option, Func<SenteRequest, ValueTask<SenteRefusal>> hook, SenteRequest request) =>
        await CallAsync(option, hook, request).ConfigureAwait(false)
            ?? throw new HookFailedException(option, new InvalidOperationException($"{option} returned null; it must return the refusal to answer with."));

    /// <summary>
    /// Wraps an exception of a hook, or rethrows one that the endpoint handles by itself: a <see cref="BadHttpRequestException"/> has its own
    /// status, an unusable key ring has its own text, and a cancellation because the client disconnected is no failure.
    /// </summary>
    private static HookFailedException Wrap(string option, HttpContext context, Exception failure)
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
/// <param name="failure">The exception.</param>
internal sealed class HookFailedException(string option, Exception failure)
    : Exception($"{option} threw {failure.GetType().Name}.", failure)
{
    /// <summary>The option that holds the hook.</summary>
    public string Option { get; } = option;
}
