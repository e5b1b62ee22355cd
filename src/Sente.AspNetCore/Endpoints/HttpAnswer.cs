using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>What polls and POSTs are answered with. Nothing here is ever a page, nor kept by anybody on the way.</summary>
internal static class HttpAnswer
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>A packed message.</summary>
    public static async Task WriteMessageAsync(HttpContext context, Packer packer, ReadOnlyMemory<byte> message)
    {
        Prepare(context, StatusCodes.Status200OK, packer.IsBinary ? "application/octet-stream" : PlainText);
        context.Response.ContentLength = message.Length;
        await context.Response.Body.WriteAsync(message, context.RequestAborted).ConfigureAwait(false);
        await context.Response.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>A refusal.</summary>
    public static async Task RefuseAsync(HttpContext context, SenteRefusal refusal)
    {
        Prepare(context, refusal.Status, refusal.ContentType);
        var body = Encoding.UTF8.GetBytes(refusal.Body);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A refusal that passes: the client may try again after a while.</summary>
    public static Task TryLaterAsync(HttpContext context, string reason, int status = StatusCodes.Status503ServiceUnavailable, TimeSpan? after = null)
    {
        // Clients back off by themselves; this keeps proxies and other clients from hurrying.
        context.Response.Headers.RetryAfter = Math.Ceiling((after ?? Later).TotalSeconds).ToString(CultureInfo.InvariantCulture);
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
