namespace Sente;

/// <summary>The HTTP response to a request that is refused permanently.</summary>
/// <param name="Status">The HTTP status, from 400 to 599. Redirects are excluded because no client follows one usefully.</param>
/// <param name="Body">The body. The sender of the request sees it, so it must contain no secret.</param>
/// <param name="ContentType">The content type of the body. Default: plain text.</param>
/// <remarks>
/// Only for permanent conditions: a stock client whose first WebSocket is answered with an HTTP error uses Ajax from then on.
/// </remarks>
public sealed record SenteRefusal(int Status, string Body, string ContentType = "text/plain; charset=utf-8")
{
    /// <inheritdoc cref="SenteRefusal(int, string, string)" path="/param[@name='Status']"/>
    /// <exception cref="ArgumentOutOfRangeException">The status is not from 400 to 599.</exception>
    public int Status { get; init; } = Status is >= 400 and <= 599
        ? Status
        : throw new ArgumentOutOfRangeException(nameof(Status), Status, "A refusal has an HTTP status from 400 to 599.");
}
