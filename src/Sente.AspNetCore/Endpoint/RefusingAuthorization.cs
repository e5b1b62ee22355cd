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

    /// <summary>Returns the app's answer, or the default one if the hook throws: the request is refused permanently in either case.</summary>
    private static SenteRefusal Unauthorized(HttpContext context, SenteEndpointOptions options)
    {
        try
        {
            return AppHook.Answer(nameof(options.OnUnauthorized), options.OnUnauthorized, context);
        }
        catch (HookFailedException failed)
        {
            context.RequestServices.GetRequiredService<ILogger<SenteEndpoint>>().HookFailed(failed.InnerException!, context.Request.Path.Value, failed.Option);
            return new SenteEndpointOptions().OnUnauthorized(context);
        }
    }
}
