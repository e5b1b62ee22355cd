namespace Sente;

/// <summary>The answer to a request that is refused permanently.</summary>
/// <param name="Status">HTTP status, 400 to 599: never a redirect, which no client would follow to anything of use.</param>
/// <param name="Body">The body; shown to whoever sent the request, so no secret.</param>
/// <param name="ContentType">Of the body. Default plain text.</param>
/// <remarks>
/// What may pass is not refused this way: a stock client that gets an HTTP error for its first WebSocket goes over to Ajax for good.
/// </remarks>
public sealed record SenteRefusal(int Status, string Body, string ContentType = "text/plain; charset=utf-8")
{
    /// <inheritdoc cref="SenteRefusal(int, string, string)" path="/param[@name='Status']"/>
    /// <exception cref="ArgumentOutOfRangeException">It is no error status.</exception>
    public int Status { get; init; } = Status is >= 400 and <= 599
        ? Status
        : throw new ArgumentOutOfRangeException(nameof(Status), Status, "A refusal has an HTTP status from 400 to 599.");
}
