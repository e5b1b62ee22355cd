using Sente.Actors;
using Sente.Wire;

namespace Sente;

/// <summary>
/// Answers one request, from any thread, at once or later. The first answer counts; later ones are dropped and counted, as is an answer after the
/// request's time-out (<see cref="SenteLimits.ReplyTimeout"/>).
/// </summary>
public abstract class Reply
{
    private int _sent;

    private protected Reply()
    {
    }

    /// <summary>Whether this object has sent an answer.</summary>
    public bool IsSent => Volatile.Read(ref _sent) != 0;

    /// <summary>Sends the answer.</summary>
    /// <param name="value">Any value, of which a snapshot is taken at once; it need not be an event.</param>
    /// <returns>False if this object has sent an answer before; then this one is dropped.</returns>
    /// <exception cref="SenteDataException">The value can't be encoded. Nothing is sent, and another answer can be.</exception>
    public bool Send(object? value) => !IsSent && SendOnce(new ReplyContent(EncodedValue.From(value)));

    /// <summary>Answers that the request failed, and why. Has the same effect as a handler that throws <see cref="SenteReplyException"/>.</summary>
    /// <remarks>
    /// A client that uses the protocol's extension, such as <c>sente-client</c>, receives message, code and data. Sente's own client receives
    /// <c>:chsk/error</c> alone, as it does without a pattern for the event.
    /// </remarks>
    /// <param name="message">The reason, for people; cut at 1,024 bytes of UTF-8.</param>
    /// <param name="code">The reason, for programs: at most 128 bytes of UTF-8; null sends none.</param>
    /// <param name="data">
    /// Any value, of which a snapshot is taken at once; null sends none. If message, code and data exceed
    /// <see cref="SenteLimits.MaxPushSize"/> or the client's packer can't encode them, the client receives none of the three, and a warning is logged.
    /// </param>
    /// <returns>False if this object has sent an answer before; then this one is dropped.</returns>
    /// <exception cref="ArgumentException">The code is too long. Nothing is sent, and another answer can be.</exception>
    /// <exception cref="SenteDataException">The data can't be encoded. Nothing is sent, and another answer can be.</exception>
    public bool Fail(string message, string? code = null, object? data = null) => SendOnce(ReplyContent.FailureWith(message, code, data));

    /// <summary>Answers <c>:chsk/error</c> without an explanation.</summary>
    internal bool Fail() => SendOnce(ReplyContent.Failure);

    /// <summary>Answers that the request failed.</summary>
    internal bool Fail(ReplyContent failure) => SendOnce(failure);

    private bool SendOnce(ReplyContent content)
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0)
        {
            return false;
        }

        Deliver(content);
        return true;
    }

    private protected abstract void Deliver(ReplyContent content);
}
