using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace Sente.Host;

/// <summary>The example's login, which accepts any user id without a password. For development only.</summary>
internal static class Login
{
    /// <summary>Signs in as the form's <c>user-id</c>; an empty one signs out. Requires the page's CSRF token.</summary>
    public static async Task<IResult> SignInAsync(HttpContext context, [FromForm(Name = "user-id")] string? userId)
    {
        if (!await CsrfCheck.PageToken.IsValidAsync(context, context.Request.Headers["X-CSRF-Token"]).ConfigureAwait(false))
        {
            return Results.Text("Bad CSRF token", statusCode: StatusCodes.Status403Forbidden);
        }

        if (string.IsNullOrWhiteSpace(userId))
        {
            await context.SignOutAsync().ConfigureAwait(false);
            return Results.Text("Signed out");
        }

        if (Uid.IsReserved(userId))
        {
            return Results.Text("This user id is one of Sente's reserved names: choose another.", statusCode: StatusCodes.Status400BadRequest);
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, userId)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity)).ConfigureAwait(false);
        return Results.Text("Signed in");
    }
}
