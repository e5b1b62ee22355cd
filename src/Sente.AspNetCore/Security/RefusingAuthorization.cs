using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

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
            : options.OnUnauthorized(context));
    }
}
