using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Sente;

/// <summary>One request of a Sente client, as the hooks in <see cref="SenteEndpointOptions"/> get it: a WebSocket, a poll or a POST.</summary>
/// <param name="httpContext">The HTTP request.</param>
/// <param name="clientId">The client-id; empty when it is not known.</param>
public sealed class SenteRequest(HttpContext httpContext, string clientId = "")
{
    /// <summary>The HTTP request.</summary>
    public HttpContext HttpContext { get; } = httpContext ?? throw new ArgumentNullException(nameof(httpContext));

    /// <summary>The authenticated user of the HTTP request.</summary>
    public ClaimsPrincipal User => HttpContext.User;

    /// <summary>
    /// The id that the client has chosen for itself; neither unique nor secret. Empty where a request is refused before its client-id is read: for
    /// <see cref="SenteEndpointOptions.OnBadOrigin"/> of a POST with a form, and <see cref="SenteEndpointOptions.OnUnauthorized"/> of
    /// <c>RequireAuthorization()</c>.
    /// </summary>
    public string ClientId { get; } = clientId ?? throw new ArgumentNullException(nameof(clientId));
}
