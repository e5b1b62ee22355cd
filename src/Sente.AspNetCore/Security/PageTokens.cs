using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore;

/// <summary>Issues and checks CSRF tokens: the value of the browser's cookie, protected by Data Protection.</summary>
internal sealed class PageTokens(BrowserCookie cookie, KeyRing keys) : ISenteCsrf
{
    /// <summary>About three times the length of a valid token; a longer text is not worth the decryption.</summary>
    private const int MaxTokenLength = 512;

    private readonly IDataProtector _protector = keys.Protector("Sente.Csrf.v1");

    /// <inheritdoc/>
    public string GetToken(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var value = cookie.ReadOrIssue(context);
        if (!context.Response.HasStarted && !context.Response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase))
        {
            // Not no-store: Chromium keeps such a page out of its back/forward cache when it has a WebSocket.
            context.Response.Headers.CacheControl = "private, no-cache";
        }

        return Base64Url.EncodeToString(keys.Protect(_protector, value));
    }

    /// <summary>Whether the token was issued to this browser.</summary>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public bool IsValid(HttpContext context, string token)
    {
        if (cookie.Read(context) is not { } value || token.Length > MaxTokenLength || !Base64Url.IsValid(token))
        {
            return false;
        }

        return keys.Unprotect(_protector, Base64Url.DecodeFromChars(token)) is { } opened && CryptographicOperations.FixedTimeEquals(opened, value);
    }
}
