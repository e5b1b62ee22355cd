using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>Seals the value of the browser's cookie into tokens, and tells whether a token is one of this browser's.</summary>
internal sealed class PageTokens(BrowserCookie cookie, KeyRing keys) : ISenteCsrf
{
    /// <summary>Some three times the length of a real one; more isn't worth decrypting.</summary>
    private const int LongestToken = 512;

    private readonly IDataProtector _protector = keys.Protector("Sente.Csrf.v1");

    /// <inheritdoc/>
    public string GetToken(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var value = cookie.ReadOrIssue(context);
        if (!context.Response.HasStarted && !context.Response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase))
        {
            // Not no-store: Chromium would keep a page with a socket out of its back/forward cache.
            context.Response.Headers.CacheControl = "private, no-cache";
        }

        return Base64Url.EncodeToString(keys.Seal(_protector, value));
    }

    /// <summary>Whether the token was given to this browser.</summary>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public bool IsValid(HttpContext context, string token)
    {
        if (cookie.Read(context) is not { } value || token.Length > LongestToken || !Base64Url.IsValid(token))
        {
            return false;
        }

        return keys.Open(_protector, Base64Url.DecodeFromChars(token)) is { } opened && CryptographicOperations.FixedTimeEquals(opened, value);
    }
}
