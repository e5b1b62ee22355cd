using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>How long the authentication of a request lasts.</summary>
internal static class TicketExpiry
{
    /// <summary>When it ends; null: never, or there is none, or nobody tells.</summary>
    public static DateTimeOffset? Of(HttpContext context) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
}
