using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore;

/// <summary>
/// The cookie by which we know a browser, of 256 random bits. CSRF tokens and anonymous users are made from it, never shown without being
/// sealed or hashed. It isn't signed: to take another browser's place one must know its value, and a value that somebody made up is as good a
/// secret as its maker wanted it to be, and nobody's but theirs.
/// </summary>
internal sealed class BrowserCookie(IOptions<SenteOptions> options)
{
    private const int Size = 32;

    /// <summary>Under which a value set by this very request is found again.</summary>
    private static readonly object IssuedKey = new();

    private readonly CookieBuilder _cookie = options.Value.Cookie;

    /// <summary>The browser's value; null when it has none, or what it has is none.</summary>
    public byte[]? Read(HttpContext context)
    {
        if (context.Items.TryGetValue(IssuedKey, out var issued))
        {
            return (byte[])issued!;
        }

        return context.Request.Cookies.TryGetValue(_cookie.Name!, out var text)
            && text.Length == Base64Url.GetEncodedLength(Size)
            && Base64Url.IsValid(text)
            ? Base64Url.DecodeFromChars(text)
            : null;
    }

    /// <summary>The browser's value, a new one if need be.</summary>
    /// <exception cref="InvalidOperationException">It needs a new one, and the response has already begun.</exception>
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
        context.Items[IssuedKey] = value;
        context.Response.Cookies.Append(_cookie.Name!, Base64Url.EncodeToString(value), Settings(context));
        return value;
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
