using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Writes the HTTP responses to polls, POSTs and refused requests. Browsers neither render them as pages nor cache them.</summary>
internal static class HttpAnswer
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);

    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>Writes a packed message.</summary>
    public static async Task WriteMessageAsync(HttpContext context, Packer packer, ReadOnlyMemory<byte> message)
    {
        Prepare(context, StatusCodes.Status200OK, packer.IsBinary ? "application/octet-stream" : PlainText);
        context.Response.ContentLength = message.Length;
        await context.Response.Body.WriteAsync(message, context.RequestAborted).ConfigureAwait(false);
        await context.Response.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Writes a permanent refusal.</summary>
    public static async Task RefuseAsync(HttpContext context, SenteRefusal refusal)
    {
        Prepare(context, refusal.Status, refusal.ContentType);
        var body = Encoding.UTF8.GetBytes(refusal.Body);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes a temporary refusal, after which the client may try again.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">The body: why the request is not served now.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="after">The delay to advise in <c>Retry-After</c>; null: 2 s.</param>
    public static Task TryLaterAsync(HttpContext context, string reason, int status = StatusCodes.Status503ServiceUnavailable, TimeSpan? after = null)
    {
        // Sente's clients ignore Retry-After and back off by themselves; proxies and other clients obey it.
        context.Response.Headers.RetryAfter = Math.Ceiling((after ?? DefaultRetryAfter).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return RefuseAsync(context, new SenteRefusal(status, reason));
    }

    private static void Prepare(HttpContext context, int status, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
    }
}
