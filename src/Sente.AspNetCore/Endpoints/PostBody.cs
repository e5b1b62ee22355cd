using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>What a POST brings: form fields of a text packer, or the bytes of a binary one with its parameters in the query (docs/protocol.md, "Posts").</summary>
/// <param name="ClientId">The parameter <c>client-id</c>.</param>
/// <param name="CsrfToken">The parameter <c>csrf-token</c>; null when there is none.</param>
/// <param name="Packed">The packed pair.</param>
internal sealed record PostBody(StringValues ClientId, string? CsrfToken, byte[] Packed)
{
    /// <summary>URL encoding makes three bytes of one; and some for the other fields.</summary>
    private const int LargestEncoding = 3;
    private const int OtherFields = 4 * 1024;
    private const int FirstBuffer = 4096;

    /// <summary>Whether the parameters of a POST are all in its query, since its body is the message.</summary>
    public static bool IsBinary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a body.</summary>
    /// <exception cref="BadHttpRequestException">It is too large (413), of the wrong type (415), too slow (408), malformed (400), or this node has no room for it (503).</exception>
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
                "A POST is a form (application/x-www-form-urlencoded) or, of a binary packer, bytes (application/octet-stream).",
                StatusCodes.Status415UnsupportedMediaType);
        }

        return await ReadFormAsync(context, maxMessageBytes, reading).ConfigureAwait(false);
    }

    private static async ValueTask<PostBody> ReadFormAsync(HttpContext context, int maxMessageBytes, BodyReading reading)
    {
        var maxBody = (LargestEncoding * maxMessageBytes) + OtherFields;
        Limit(context, maxBody);
        FormCollection form;
        try
        {
            // Counted by ourselves too: not every server has a limit to set.
            var body = await ReadBytesAsync(context.Request, maxBody, reading).ConfigureAwait(false);

            // Of a form's body there are its text, in characters of two bytes, and its field's bytes besides.
            Hold(reading.Held, body.Length * 4);
            using var reader = new FormReader(new MemoryStream(body, writable: false), Encoding.UTF8) { ValueLengthLimit = maxBody };
            form = new FormCollection(await reader.ReadFormAsync(context.RequestAborted).ConfigureAwait(false));
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException($"The form can't be read: {exception.Message}", StatusCodes.Status400BadRequest, exception);
        }

        // The body is read: whoever asks for Request.Form later, a check of the app's for one, finds it here.
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

    /// <summary>Reads in pooled pieces that grow with what has come: a Content-Length is only a promise.</summary>
    private static async ValueTask<byte[]> ReadBytesAsync(HttpRequest request, int maxBytes, BodyReading reading)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
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
            throw reading.Held.HasGivenWay
                ? NoRoom()
                : new BadHttpRequestException(Invariant($"The body was not complete within {reading.Timeout.TotalSeconds} s."), StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, HeldBytes held)
    {
        Hold(held, buffer.Length * 2);
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static void Hold(HeldBytes held, int size)
    {
        if (!held.TryGrow(size))
        {
            throw NoRoom();
        }
    }

    private static BadHttpRequestException NoRoom() =>
        new("This node holds too many unfinished messages: send again later.", StatusCodes.Status503ServiceUnavailable);

    private static BadHttpRequestException TooLarge(int bytes) =>
        new(Invariant($"The body is too large: at most {bytes} bytes are taken."), StatusCodes.Status413PayloadTooLarge);
}

/// <summary>The reading of one body: it ends when the client goes, when its time is over, or when others need its room.</summary>
internal sealed class BodyReading : IDisposable
{
    private readonly CancellationTokenSource _end;

    public BodyReading(HttpContext context, TimeSpan timeout, IncomingBudget budget)
    {
        Timeout = timeout;
        Held = new HeldBytes(budget, GiveWay);
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        _end.CancelAfter(timeout);
    }

    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>What it holds of the node's budget.</summary>
    public HeldBytes Held { get; }

    /// <summary>Cancelled when nothing more is to be read.</summary>
    public CancellationToken End => _end.Token;

    public void Dispose()
    {
        Held.Dispose();
        _end.Dispose();
    }

    private void GiveWay()
    {
        try
        {
            // Not on this thread, which reads another's body.
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended in the meantime.
        }
    }
}
