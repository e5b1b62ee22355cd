using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sente.AspNetCore;

namespace Sente;

/// <summary>Usual answers to who a client is, for <see cref="SenteEndpointOptions.UserIdAsync"/>.</summary>
/// <remarks>
/// Stock clients send their own parameters with the handshake only, not with POSTs (spec section 10): a uid has to come from a cookie, a
/// header or the client-id, as all of these do.
/// </remarks>
public static class UserIds
{
    /// <summary>A claim of the signed-in user; who isn't signed in, or lacks it, is a client without a user.</summary>
    /// <param name="type">Which claim. Default <see cref="ClaimTypes.NameIdentifier"/>.</param>
    public static Func<HttpContext, string, ValueTask<string?>> FromClaim(string type = ClaimTypes.NameIdentifier)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return (context, _) => new ValueTask<string?>(context.User.FindFirstValue(type));
    }

    /// <summary>A string in the app's session (Sente's default, <c>:uid</c>). Needs <c>AddSession()</c>, and <c>UseSession()</c> before the endpoint.</summary>
    /// <param name="key">Which. Default <c>uid</c>.</param>
    public static Func<HttpContext, string, ValueTask<string?>> FromSession(string key = "uid")
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return async (context, _) =>
        {
            await context.Session.LoadAsync(context.RequestAborted).ConfigureAwait(false);
            return context.Session.GetString(key);
        };
    }

    /// <summary>
    /// For apps without logins: each browser is one user, over all its tabs, until the browser forgets its cookies.
    /// </summary>
    /// <remarks>
    /// The uid is a hash of the browser's cookie (<see cref="SenteOptions.Cookie"/>), so it may be shown to others. A page that asked for
    /// <see cref="ISenteCsrf.GetToken"/> has the cookie already; otherwise the first handshake sets it, and two first tabs opened at the same
    /// moment are two users until they connect again.
    /// </remarks>
    public static Func<HttpContext, string, ValueTask<string?>> PerBrowserSession() =>
        (context, _) => new ValueTask<string?>(Hash("browser", BrowserOf(context), ""));

    /// <summary>For apps without logins: each tab, which is a client-id in a browser, is a user of its own.</summary>
    /// <remarks>As <see cref="PerBrowserSession"/>: who knows a uid can't become it, because the client-id counts only with its browser's cookie.</remarks>
    public static Func<HttpContext, string, ValueTask<string?>> PerTab() =>
        (context, clientId) => new ValueTask<string?>(Hash("tab", BrowserOf(context), clientId));

    private static byte[] BrowserOf(HttpContext context) => context.RequestServices.GetRequiredService<BrowserCookie>().ReadOrIssue(context);

    /// <summary>128 bits: as many as a random uuid has, and more. One way, so that the cookie can't be had from a uid.</summary>
    private static string Hash(string kind, byte[] secret, string clientId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"Sente.UserIds.{kind}/{clientId}")).AsSpan(0, 16));
}
