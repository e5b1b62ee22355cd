using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// The content of a POST: form fields of a text packer, or the bytes of a binary packer with its parameters in the query (docs/protocol.md,
/// "Posts").
/// </summary>
/// <param name="ClientId">The parameter <c>client-id</c>.</param>
/// <param name="CsrfToken">The parameter <c>csrf-token</c>; null when there is none.</param>
/// <param name="Packed">The packed pair.</param>
internal sealed record PostBody(StringValues ClientId, string? CsrfToken, byte[] Packed)
{
    /// <summary>URL encoding turns one byte into at most three.</summary>
    private const int MaxUrlEncodingFactor = 3;

    /// <summary>Room for the form's other fields.</summary>
    private const int OtherFieldsBytes = 4 * 1024;
    private const int FirstBufferBytes = 4096;

    /// <summary>Whether the body of a POST is the packed message, so that all of its parameters are in the query.</summary>
    public static bool IsBinary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a body.</summary>
    /// <exception cref="BadHttpRequestException">
    /// The body is too large (413), of the wrong type (415), too slow (408) or malformed (400), or the node's budget for unfinished messages is used
    /// up (503).
    /// </exception>
    public static async ValueTask<PostBody> ReadAsync(HttpContext context, int maxMessageBytes, BodyReading reading)
    {
        if (IsBinary(context.Request))
        {
            var query = context.Request.Query;
            Limit(context, maxMessageBytes);
            return new PostBody(query[ProtocolParameters.ClientId], query[ProtocolParameters.CsrfToken], await ReadBytesAsync(context.Request, maxMessageBytes, reading).ConfigureAwait(false));
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException(
                "A POST has a form (application/x-www-form-urlencoded) or, with a binary packer, bytes (application/octet-stream).",
                StatusCodes.Status415UnsupportedMediaType);
        }

        return await ReadFormAsync(context, maxMessageBytes, reading).ConfigureAwait(false);
    }

    private static async ValueTask<PostBody> ReadFormAsync(HttpContext context, int maxMessageBytes, BodyReading reading)
    {
        var maxBody = (MaxUrlEncodingFactor * maxMessageBytes) + OtherFieldsBytes;
        Limit(context, maxBody);
        FormCollection form;
        try
        {
            // The size is checked here too, because not every server supports a limit per request.
            var body = await ReadBytesAsync(context.Request, maxBody, reading).ConfigureAwait(false);

            // Parsing a form takes its text, in characters of two bytes, and the bytes of its fields.
            Hold(reading.Held, body.Length * 4);
            using var reader = new FormReader(new MemoryStream(body, writable: false), Encoding.UTF8) { ValueLengthLimit = maxBody };
            form = new FormCollection(await reader.ReadFormAsync(context.RequestAborted).ConfigureAwait(false));
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException($"The form can't be read: {exception.Message}", StatusCodes.Status400BadRequest, exception);
        }

        // The body can be read only once: later readers of Request.Form, such as a hook of the app, get this form.
        context.Features.Set<IFormFeature>(new FormFeature(form));

        var packed = form["ppstr"];
        if (packed.Count != 1 || string.IsNullOrEmpty(packed))
        {
            throw new BadHttpRequestException(packed.Count > 1 ? "The form field ppstr is given more than once." : "The form field ppstr, the packed event, is missing or empty.");
        }

        return new PostBody(form[ProtocolParameters.ClientId], form.TryGetValue(ProtocolParameters.CsrfToken, out var token) ? token.ToString() : null, Encoding.UTF8.GetBytes(packed.ToString()));
    }

    private static void Limit(HttpContext context, int bytes)
    {
        if (context.Request.ContentLength > bytes)
        {
            throw TooLarge(bytes);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>Reads into a pooled buffer that grows with the received bytes; a Content-Length is not trusted for its size.</summary>
    private static async ValueTask<byte[]> ReadBytesAsync(HttpRequest request, int maxBytes, BodyReading reading)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), reading.End).ConfigureAwait(false) is var read and > 0)
            {
                length += read;
                if (length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, reading.Held);
                }
            }

            reading.Held.Complete();
            return buffer.AsSpan(0, length).ToArray();
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw reading.Held.IsEvicted
                ? NoRoom()
                : new BadHttpRequestException(Invariant($"The body was not complete within {reading.Timeout.TotalSeconds} s."), StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, IncomingReservation held)
    {
        Hold(held, buffer.Length * 2);
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static void Hold(IncomingReservation held, int size)
    {
        if (!held.TryGrow(size))
        {
            throw NoRoom();
        }
    }

    private static BadHttpRequestException NoRoom() =>
        new("This node holds too many unfinished messages: send again later.", StatusCodes.Status503ServiceUnavailable);

    private static BadHttpRequestException TooLarge(int bytes) =>
        new(Invariant($"The body is too large: at most {bytes} bytes are allowed."), StatusCodes.Status413PayloadTooLarge);
}

/// <summary>
/// Bounds the reading of one body: it is cancelled when the client disconnects, at a time-out, or when other messages need its part of the node's
/// budget.
/// </summary>
internal sealed class BodyReading : IDisposable
{
    private readonly CancellationTokenSource _end;

    public BodyReading(HttpContext context, TimeSpan timeout, IncomingBudget budget)
    {
        Timeout = timeout;
        Held = new IncomingReservation(budget, Evict);
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        _end.CancelAfter(timeout);
    }

    /// <summary>The time-out.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The part of the node's budget that the body uses.</summary>
    public IncomingReservation Held { get; }

    /// <summary>Cancels the reading.</summary>
    public CancellationToken End => _end.Token;

    public void Dispose()
    {
        Held.Dispose();
        _end.Dispose();
    }

    private void Evict()
    {
        try
        {
            // Asynchronously, because this thread reads another client's body.
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The reading has ended in the meantime.
        }
    }
}
