using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore;

/// <summary>
/// The cookie that identifies a browser: 256 random bits, sealed by Data Protection. CSRF tokens, per-browser uids and the entities of anonymous
/// clients are derived from the bits, which are never shown without being sealed or hashed.
/// </summary>
/// <remarks>
/// A cookie does not show who set it: a sibling domain, or anyone on the way of a plain HTTP request, can plant one for this host. Sealed bits
/// can't be made up; over HTTPS the name has the prefix <c>__Host-</c>, which browsers accept from this very host only; and of two cookies with one
/// name, one of which must have been planted, neither counts.
/// </remarks>
internal sealed class BrowserCookie(IOptions<SenteOptions> options, KeyRing keys)
{
    private const string HostPrefix = "__Host-";
    private const string SecurePrefix = "__Secure-";
    private const int Size = 32;

    /// <summary>Some three times the length of a real one; more isn't worth decrypting.</summary>
    private const int LongestText = 512;

    /// <summary>The key of the request's value in <see cref="HttpContext.Items"/>, once it has been read or issued.</summary>
    private static readonly object ItemKey = new();

    private readonly CookieBuilder _cookie = options.Value.Cookie;
    private readonly IDataProtector _protector = keys.Protector("Sente.Browser.v1");

    /// <summary>Returns the browser's value; null when it sent no cookie, a forged one, or two.</summary>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public byte[]? Read(HttpContext context)
    {
        if (context.Items.TryGetValue(ItemKey, out var known))
        {
            return (byte[]?)known;
        }

        var value = Find(context.Request, NameFor(context)) is { Length: <= LongestText } text && Base64Url.IsValid(text)
            ? keys.Open(_protector, Base64Url.DecodeFromChars(text))
            : null;
        value = value is { Length: Size } ? value : null;
        context.Items[ItemKey] = value;
        return value;
    }

    /// <summary>Returns the browser's value, and sets the cookie to a new one when the browser has none.</summary>
    /// <exception cref="InvalidOperationException">The browser needs a new value, and the response has already begun.</exception>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public byte[] ReadOrIssue(HttpContext context)
    {
        if (Read(context) is { } value)
        {
            return value;
        }

        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException("The response has begun, so Sente's cookie can't be set any more: ask for the token before writing the page.");
        }

        value = RandomNumberGenerator.GetBytes(Size);
        context.Response.Cookies.Append(NameFor(context), Base64Url.EncodeToString(keys.Seal(_protector, value)), Settings(context));
        context.Items[ItemKey] = value;
        return value;
    }

    /// <summary>
    /// Returns the value of the only cookie with this name. Not by <see cref="HttpRequest.Cookies"/>, which shows one of several, and ignores the
    /// case of names that browsers distinguish.
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
    /// With the prefix wherever browsers accept it: a Secure cookie of the path <c>/</c> without a domain. Only that one name counts for a request,
    /// so that over HTTPS a planted cookie without the prefix is nobody's.
    /// </summary>
    private string NameFor(HttpContext context)
    {
        var name = _cookie.Name!;
        var secure = _cookie.SecurePolicy == CookieSecurePolicy.Always || (_cookie.SecurePolicy == CookieSecurePolicy.SameAsRequest && context.Request.IsHttps);
        return secure
            && string.IsNullOrEmpty(_cookie.Domain)
            && (_cookie.Path is null or "/")
            && !name.StartsWith(HostPrefix, StringComparison.Ordinal)
            && !name.StartsWith(SecurePrefix, StringComparison.Ordinal)
            ? HostPrefix + name
            : name;
    }

    private CookieOptions Settings(HttpContext context)
    {
        var settings = _cookie.Build(context);
        if (_cookie.SameSite == SameSiteMode.Unspecified)
        {
            settings.SameSite = SameSiteMode.Lax;
            if (ServesOtherSites(context))
            {
                // Browsers take SameSite=None only together with Secure.
                settings.SameSite = SameSiteMode.None;
                settings.Secure = true;
            }
        }

        return settings;
    }

    /// <summary>
    /// Whether an endpoint serves pages of another host. Two hosts may be one site still (app.example.com, api.example.com), but only the public
    /// suffix list knows, and None does no harm there. Ports make no site.
    /// </summary>
    private static bool ServesOtherSites(HttpContext context) => context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<SenteEndpointOptions>()?.AllowedOrigins)
        .OfType<IReadOnlyCollection<string>>()
        .SelectMany(origins => origins)
        .Any(origin => !string.Equals(new Uri(origin).Host, context.Request.Host.Host, StringComparison.OrdinalIgnoreCase));
}
