using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sente.AspNetCore;

/// <summary>
/// Answers what <c>MapSente(...).RequireAuthorization()</c> refuses with 401 or 403. Authentication schemes would redirect to a login page, which
/// fetch and WebSockets can't use. Other endpoints keep their handler.
/// </summary>
/// <param name="others">The handler of other endpoints.</param>
internal sealed class RefusingAuthorization(IAuthorizationMiddlewareResultHandler others) : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || context.GetEndpoint()?.Metadata.GetMetadata<SenteEndpointOptions>() is not { } options)
        {
            await others.HandleAsync(next, context, policy, authorizeResult).ConfigureAwait(false);
            return;
        }

        var refusal = authorizeResult.Forbidden
            ? new SenteRefusal(StatusCodes.Status403Forbidden, "Forbidden")
            : await UnauthorizedAsync(context, options).ConfigureAwait(false);
        await HttpAnswer.RefuseAsync(context, refusal).ConfigureAwait(false);
    }

    /// <summary>Returns the app's answer, or the default one if the hook throws: the request is refused permanently in either case.</summary>
    private static async ValueTask<SenteRefusal> UnauthorizedAsync(HttpContext context, SenteEndpointOptions options)
    {
        var request = new SenteRequest(context);
        try
        {
            return await AppHook.AnswerAsync(nameof(options.OnUnauthorized), options.OnUnauthorized, request).ConfigureAwait(false);
        }
        catch (HookFailedException failed)
        {
            context.RequestServices.GetRequiredService<ILogger<SenteEndpoint>>().HookFailed(failed.InnerException!, context.Request.Path.Value, failed.Option);
            return await new SenteEndpointOptions().OnUnauthorized(request).ConfigureAwait(false);
        }
    }
}
