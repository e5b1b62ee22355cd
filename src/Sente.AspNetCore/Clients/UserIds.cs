using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sente.AspNetCore;

namespace Sente;

/// <summary>Common ways to identify the user of a client, for <see cref="SenteEndpointOptions.UserId"/>.</summary>
/// <remarks>
/// Every request of a client must yield the same uid: its WebSocket, each poll and each POST. Stock clients send their <c>:params</c> with GETs
/// only, not with POSTs, so a uid should come from a cookie, a header or the client-id.
/// </remarks>
public static class UserIds
{
    /// <summary>Uses a claim of the authenticated user. A client that isn't authenticated, or has no such claim, has no user.</summary>
    /// <param name="type">The claim type. Default: <see cref="ClaimTypes.NameIdentifier"/>.</param>
    public static Func<SenteRequest, ValueTask<string?>> FromClaim(string type = ClaimTypes.NameIdentifier)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return request => new(request.User.FindFirstValue(type));
    }

    /// <summary>
    /// Uses a string in the app's session, as Sente does by default (<c>:uid</c>). Needs <c>AddSession()</c>, and <c>UseSession()</c> before the
    /// endpoint.
    /// </summary>
    /// <param name="key">The key of the string. Default: <c>uid</c>.</param>
    public static Func<SenteRequest, ValueTask<string?>> FromSession(string key = "uid")
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return async request =>
        {
            var context = request.HttpContext;
            await context.Session.LoadAsync(context.RequestAborted).ConfigureAwait(false);
            return context.Session.GetString(key);
        };
    }

    /// <summary>Uses a parameter of the request, from its form or else its query. When it is blank or missing, the client has no user.</summary>
    /// <param name="name">The parameter's name; case doesn't matter.</param>
    /// <remarks>
    /// <para>
    /// <b>A client may send any value</b>, and so impersonate any user. That is safe where a user has no rights, as in a demo or a test, or where
    /// <see cref="SenteEndpointOptions.Authorize"/> checks that the request may use this uid.
    /// </para>
    /// <para>
    /// <c>Request.Query["uid"]</c> would miss a parameter in a POST's form: ASP.NET Core keeps form and query apart. Sente's own server (Ring)
    /// merges them, the form first, as this method does. Stock clients send their <c>:params</c> with GETs only: over Ajax, where events are POSTs,
    /// put the parameter into the path, or use <see cref="FromClaim"/>.
    /// </para>
    /// <para>A request with more than one such parameter is refused with 400.</para>
    /// </remarks>
    public static Func<SenteRequest, ValueTask<string?>> FromParameter(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return async request =>
        {
            var http = request.HttpContext.Request;
            var form = http.HasFormContentType ? (await http.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false))[name] : default;
            var values = form.Count > 0 ? form : http.Query[name];
            return values.Count switch
            {
                0 => null,
                1 => string.IsNullOrWhiteSpace(values[0]) ? null : values[0],
                _ => throw new BadHttpRequestException($"The parameter {name} is given more than once."),
            };
        };
    }

    /// <summary>
    /// For apps without logins: makes each browser one user, with all its tabs, until the browser deletes its cookies.
    /// </summary>
    /// <remarks>
    /// The uid is a hash of the browser's cookie (<see cref="SenteOptions.Cookie"/>), so other users may see it. A page that called
    /// <see cref="ISenteCsrf.GetToken"/> has set the cookie already; otherwise the first handshake sets it, and two tabs that open at the same
    /// moment are two users until they reconnect. Polls and POSTs of a client that keeps no cookies are refused with 403.
    /// </remarks>
    public static Func<SenteRequest, ValueTask<string?>> PerBrowserSession() =>
        request => new(Hash("browser", BrowserOf(request.HttpContext), ""));

    /// <summary>For apps without logins: makes each tab, that is each client-id of a browser, a user of its own.</summary>
    /// <remarks>
    /// See the remarks of <see cref="PerBrowserSession"/>. Knowing a uid is not enough to impersonate its user, because the client-id counts only
    /// together with its browser's cookie.
    /// </remarks>
    public static Func<SenteRequest, ValueTask<string?>> PerTab() =>
        request => new(Hash("tab", BrowserOf(request.HttpContext), request.ClientId));

    /// <summary>Returns the browser's secret. A client without one gets it with its handshake, and must send it from then on.</summary>
    private static byte[] BrowserOf(HttpContext context)
    {
        var cookie = context.RequestServices.GetRequiredService<BrowserCookie>();
        if (cookie.Read(context) is { } browser)
        {
            return browser;
        }

        // A client that keeps no cookies would be a new user at each poll. Each would be answered with a handshake at once, so it would poll without a pause.
        var isHandshake = context.WebSockets.IsWebSocketRequest || (HttpMethods.IsGet(context.Request.Method) && context.Request.Query.ContainsKey(ProtocolParameters.Handshake));
        return isHandshake
            ? cookie.ReadOrIssue(context)
            : throw new BadHttpRequestException("This endpoint identifies a client by its browser's cookie, which the request lacks or has twice: begin with a handshake, and keep its cookie.", StatusCodes.Status403Forbidden);
    }

    /// <summary>Derives a uid of 128 bits, more than a random UUID has. An HMAC, so that nobody can compute the cookie from a uid.</summary>
    private static string Hash(string kind, byte[] secret, string clientId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"Sente.UserIds.{kind}/{clientId}")).AsSpan(0, 16));
}
