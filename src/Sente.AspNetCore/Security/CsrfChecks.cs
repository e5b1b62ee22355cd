using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore;

/// <summary>See <see cref="CsrfCheck.PageToken"/>.</summary>
internal sealed class PageTokenCheck : CsrfCheck
{
    public override ValueTask<bool> IsValidAsync(HttpContext context, string? token) =>
        new(token is not null && context.RequestServices.GetRequiredService<PageTokens>().IsValid(context, token));
}

/// <summary>See <see cref="CsrfCheck.Skip"/>.</summary>
internal sealed class SkipCheck : CsrfCheck
{
    public override ValueTask<bool> IsValidAsync(HttpContext context, string? token) => new(true);
}

/// <summary>See <see cref="CsrfCheck.Reference(Func{HttpContext, CsrfReference})"/>.</summary>
internal sealed class ReferenceCheck(Func<HttpContext, ValueTask<CsrfReference>> reference) : CsrfCheck
{
    public override async ValueTask<bool> IsValidAsync(HttpContext context, string? token)
    {
        var expected = await reference(context).ConfigureAwait(false);
        return expected.IsSkip
            || (token is not null
                && !string.IsNullOrEmpty(expected.Token)
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(expected.Token)));
    }
}

/// <summary>See <see cref="CsrfCheck.Antiforgery"/>.</summary>
internal sealed class AntiforgeryCheck : CsrfCheck
{
    public override async ValueTask<bool> IsValidAsync(HttpContext context, string? token)
    {
        if (token is null)
        {
            return false;
        }

        var antiforgery = context.RequestServices.GetService<IAntiforgery>()
            ?? throw new InvalidOperationException("Csrf is CsrfCheck.Antiforgery, but there is no antiforgery: call builder.Services.AddAntiforgery().");
        var header = context.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.HeaderName
            ?? throw new InvalidOperationException("Csrf is CsrfCheck.Antiforgery, but AntiforgeryOptions.HeaderName is null: name one, such as \"X-CSRF-Token\".");

        // Antiforgery looks into its own header or the form. Browsers can set no header on a WebSocket: there the token is a parameter.
        var brought = context.Request.Headers[header];
        context.Request.Headers[header] = token;
        try
        {
            // Not IsRequestValidAsync: that one lets every GET through.
            await antiforgery.ValidateRequestAsync(context).ConfigureAwait(false);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            // It reports a key ring that can't be used like a forged token.
            context.RequestServices.GetRequiredService<KeyRing>().Try();
            return false;
        }
        finally
        {
            context.Request.Headers[header] = brought;
        }
    }
}
