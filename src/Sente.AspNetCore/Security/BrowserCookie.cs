using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore;

/// <summary>
/// The cookie that identifies a browser: 256 random bits, protected by Data Protection. CSRF tokens, per-browser uids and the entities of anonymous
/// clients are derived from these bits, which leave the server only protected or hashed.
/// </summary>
/// <remarks>
/// A request does not show who set a cookie: a sibling domain, or an attacker in the path of a plain HTTP request, can set one for this host. Three
/// measures prevent that: protected bits can't be forged; over HTTPS the name has the prefix <c>__Host-</c>, which browsers accept from this host
/// only; and of two cookies with the same name, one of which must be the attacker's, neither counts.
/// </remarks>
/// <param name="settings">The cookie's name and attributes.</param>
/// <param name="keys">Protects the bits.</param>
internal sealed class BrowserCookie(CookieBuilder settings, KeyRing keys)
{
    private const string HostPrefix = "__Host-";
    private const string SecurePrefix = "__Secure-";
    private const int Size = 32;

    /// <summary>About three times the length of a valid cookie; a longer one is not worth the decryption.</summary>
    private const int MaxLength = 512;

    /// <summary>Where <see cref="HttpContext.Items"/> caches the bits of the request once they have been read or issued.</summary>
    private static readonly object ItemKey = new();

    private readonly IDataProtector _protector = keys.Protector("Sente.Browser.v1");

    /// <summary>Returns the browser's bits; null when the request has no cookie, a forged one, or two.</summary>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public byte[]? Read(HttpContext context)
    {
        if (context.Items.TryGetValue(ItemKey, out var known))
        {
            return (byte[]?)known;
        }

        var value = Find(context.Request, NameFor(context)) is { Length: <= MaxLength } text && Base64Url.IsValid(text)
            ? keys.Unprotect(_protector, Base64Url.DecodeFromChars(text))
            : null;
        value = value is { Length: Size } ? value : null;
        context.Items[ItemKey] = value;
        return value;
    }

    /// <summary>Returns the browser's bits, and sets the cookie to new ones when the browser has none.</summary>
    /// <exception cref="InvalidOperationException">The browser has no valid cookie, and the response has already started.</exception>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public byte[] ReadOrIssue(HttpContext context)
    {
        if (Read(context) is { } value)
        {
            return value;
        }

        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException("The response has started, so Sente's cookie can't be set any more: get the token before writing the page.");
        }

        value = RandomNumberGenerator.GetBytes(Size);
        context.Response.Cookies.Append(NameFor(context), Base64Url.EncodeToString(keys.Protect(_protector, value)), OptionsFor(context));
        context.Items[ItemKey] = value;
        return value;
    }

    /// <summary>
    /// Returns the value of the only cookie with this name; null if there is none or more than one. <see cref="HttpRequest.Cookies"/> would return
    /// one of several, and ignores the case of names, which browsers distinguish.
    /// </summary>
    private static string? Find(HttpRequest request, string name)
    {
        string? found = null;
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                if (pair.Length <= name.Length || pair[name.Length] != '=' || !pair.StartsWith(name, StringComparison.Ordinal))
                {
                    continue;
                }

                if (found is not null)
                {
                    return null;
                }

                found = pair[(name.Length + 1)..].ToString();
            }
        }

        return found;
    }

    /// <summary>
    /// Returns the cookie's name for this request: with the prefix wherever browsers accept it, that is for a Secure cookie of the path <c>/</c>
    /// without a domain. Only this name counts, so that over HTTPS a cookie without the prefix is ignored.
    /// </summary>
    private string NameFor(HttpContext context)
    {
        var name = settings.Name!;
        var secure = settings.SecurePolicy == CookieSecurePolicy.Always || (settings.SecurePolicy == CookieSecurePolicy.SameAsRequest && context.Request.IsHttps);
        return secure
            && string.IsNullOrEmpty(settings.Domain)
            && (settings.Path is null or "/")
            && !name.StartsWith(HostPrefix, StringComparison.Ordinal)
            && !name.StartsWith(SecurePrefix, StringComparison.Ordinal)
            ? HostPrefix + name
            : name;
    }

    private CookieOptions OptionsFor(HttpContext context)
    {
        var cookie = settings.Build(context);
        if (settings.SameSite == SameSiteMode.Unspecified)
        {
            cookie.SameSite = SameSiteMode.Lax;
            if (ServesOtherSites(context))
            {
                // Browsers accept SameSite=None only together with Secure.
                cookie.SameSite = SameSiteMode.None;
                cookie.Secure = true;
            }
        }

        return cookie;
    }

    /// <summary>
    /// Whether an endpoint serves pages of another host. Two hosts may belong to one site (app.example.com, api.example.com), which only the public
    /// suffix list knows; SameSite=None is harmless then. Ports don't matter: they don't make another site.
    /// </summary>
    private static bool ServesOtherSites(HttpContext context) => context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<AllowedOrigins>()?.Origins)
        .OfType<IReadOnlyCollection<string>>()
        .SelectMany(origins => origins)
        .Any(origin => !string.Equals(new Uri(origin).Host, context.Request.Host.Host, StringComparison.OrdinalIgnoreCase));
}
