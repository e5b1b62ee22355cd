using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore;

/// <summary>
/// What <c>MapSente(...).RequireAuthorization()</c> answers: 401 or 403 in Sente's words. Authentication schemes would send clients to a login
/// page, which fetch and WebSockets can't follow. Other endpoints keep what they had.
/// </summary>
internal sealed class RefusingAuthorization(IAuthorizationMiddlewareResultHandler others) : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || context.GetEndpoint()?.Metadata.GetMetadata<SenteEndpointOptions>() is not { } options)
        {
            return others.HandleAsync(next, context, policy, authorizeResult);
        }

        return HttpAnswer.RefuseAsync(context, authorizeResult.Forbidden
            ? new SenteRefusal(StatusCodes.Status403Forbidden, "Forbidden")
            : Unauthorized(context, options));
    }

    /// <summary>The client stays unauthorized whatever becomes of the app's answer to it, so that isn't worth coming back for.</summary>
    private static SenteRefusal Unauthorized(HttpContext context, SenteEndpointOptions options)
    {
        try
        {
            return Hook.Answer(nameof(options.OnUnauthorized), options.OnUnauthorized, context);
        }
        catch (HookFailedException failed)
        {
            context.RequestServices.GetRequiredService<SenteDoor>().Logger.HookFailed(failed.InnerException!, context.Request.Path.Value, failed.Option);
            return new SenteEndpointOptions().OnUnauthorized(context);
        }
    }
}
