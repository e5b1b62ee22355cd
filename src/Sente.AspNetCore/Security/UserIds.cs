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
/// Every request of a client is asked for its uid: the WebSocket, each poll and each POST must give the same. Stock clients send their own
/// parameters with GETs only, not with POSTs, so a uid should come from a cookie, a header or the client-id.
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

    /// <summary>A parameter of the request, from its form or else its query; blank or missing: a client without a user.</summary>
    /// <param name="name">Name of the parameter; compared without case.</param>
    /// <remarks>
    /// <para>
    /// <b>A client may send any value</b>, and so be any user. That is safe where being a user gives no rights, as in a demo or a test, or where
    /// <see cref="SenteEndpointOptions.AuthorizeAsync"/> checks that the request may use this uid.
    /// </para>
    /// <para>
    /// <c>Request.Query["uid"]</c> would miss what a client puts into a POST's form: ASP.NET Core keeps form and query apart, which Sente's own
    /// server (Ring) merges, the form before the query, as here. Stock clients send their <c>:params</c> with GETs only: over Ajax, where events are
    /// POSTs, put the parameter into the path, or use <see cref="FromClaim"/>.
    /// </para>
    /// <para>A parameter that is given more than once is refused with 400.</para>
    /// </remarks>
    public static Func<HttpContext, string, ValueTask<string?>> FromParameter(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return async (context, _) =>
        {
            var request = context.Request;
            var form = request.HasFormContentType ? (await request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))[name] : default;
            var values = form.Count > 0 ? form : request.Query[name];
            return values.Count switch
            {
                0 => null,
                1 => string.IsNullOrWhiteSpace(values[0]) ? null : values[0],
                _ => throw new BadHttpRequestException($"The parameter {name} is given more than once."),
            };
        };
    }

    /// <summary>
    /// For apps without logins: each browser is one user, over all its tabs, until the browser forgets its cookies.
    /// </summary>
    /// <remarks>
    /// The uid is a hash of the browser's cookie (<see cref="SenteOptions.Cookie"/>), so it may be shown to others. A page that asked for
    /// <see cref="ISenteCsrf.GetToken"/> has the cookie already; otherwise the first handshake sets it, and two first tabs opened at the same
    /// moment are two users until they connect again. A poll or POST of a client that keeps no cookies is refused with 403.
    /// </remarks>
    public static Func<HttpContext, string, ValueTask<string?>> PerBrowserSession() =>
        (context, _) => new ValueTask<string?>(Hash("browser", BrowserOf(context), ""));

    /// <summary>For apps without logins: each tab, which is a client-id in a browser, is a user of its own.</summary>
    /// <remarks>As <see cref="PerBrowserSession"/>: who knows a uid can't become it, because the client-id counts only with its browser's cookie.</remarks>
    public static Func<HttpContext, string, ValueTask<string?>> PerTab() =>
        (context, clientId) => new ValueTask<string?>(Hash("tab", BrowserOf(context), clientId));

    /// <summary>The browser's secret; a client without one is given it at its handshake, and must bring it from then on.</summary>
    private static byte[] BrowserOf(HttpContext context)
    {
        var cookie = context.RequestServices.GetRequiredService<BrowserCookie>();
        if (cookie.Read(context) is { } browser)
        {
            return browser;
        }

        // A client that keeps no cookies would be a new user at each poll, which is answered with a handshake at once: it would poll without a pause.
        var begins = context.WebSockets.IsWebSocketRequest || (HttpMethods.IsGet(context.Request.Method) && context.Request.Query.ContainsKey(ProtocolParameters.Handshake));
        return begins
            ? cookie.ReadOrIssue(context)
            : throw new BadHttpRequestException("This endpoint knows a client by its browser's cookie, which the request lacks or has twice: begin with a handshake, and keep its cookie.", StatusCodes.Status403Forbidden);
    }

    /// <summary>128 bits: as many as a random uuid has, and more. One way, so that the cookie can't be had from a uid.</summary>
    private static string Hash(string kind, byte[] secret, string clientId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"Sente.UserIds.{kind}/{clientId}")).AsSpan(0, 16));
}
