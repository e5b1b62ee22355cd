using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore;

/// <summary>Implements <see cref="CsrfCheck.PageToken"/>.</summary>
internal sealed class PageTokenCheck : CsrfCheck
{
    public override ValueTask<bool> IsValidAsync(HttpContext context, string? token) =>
        new(token is not null && context.RequestServices.GetRequiredService<PageTokens>().IsValid(context, token));
}

/// <summary>Implements <see cref="CsrfCheck.Skip"/>.</summary>
internal sealed class SkipCheck : CsrfCheck
{
    public override ValueTask<bool> IsValidAsync(HttpContext context, string? token) => new(true);
}

/// <summary>Implements <see cref="CsrfCheck.Reference(Func{HttpContext, ValueTask{CsrfReference}})"/>.</summary>
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

/// <summary>Implements <see cref="CsrfCheck.Antiforgery"/>.</summary>
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

        // Antiforgery reads its own header or the form; but on a WebSocket, where a browser can set no header, the token is a parameter.
        var original = context.Request.Headers[header];
        context.Request.Headers[header] = token;
        try
        {
            // Not IsRequestValidAsync, which lets every GET pass.
            await antiforgery.ValidateRequestAsync(context).ConfigureAwait(false);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            // Antiforgery throws this for an unusable key ring too, which is not the client's fault.
            context.RequestServices.GetRequiredService<KeyRing>().Test();
            return false;
        }
        finally
        {
            context.Request.Headers[header] = original;
        }
    }
}
