using Sente.Wire;

namespace Sente;

/// <summary>
/// Answers one request. Any thread, now or later; the first answer wins, later ones are dropped and counted. A reply that comes after its
/// request has timed out (<see cref="SenteLimits.ReplyTimeout"/>) is dropped and counted too.
/// </summary>
public abstract class Reply
{
    private int _sent;

    private protected Reply()
    {
    }

    /// <summary>Whether an answer has been sent by this object.</summary>
    public bool IsSent => Volatile.Read(ref _sent) != 0;

    /// <summary>Sends the answer: any value, snapshot at once.</summary>
    /// <param name="value">Plain values or the app's own types; need not be an event.</param>
    /// <returns>False when this object has sent an answer before; then this one is dropped.</returns>
    /// <exception cref="SenteDataException">The value can't be said; nothing is sent, and another may be.</exception>
    public bool Send(object? value)
    {
        if (IsSent)
        {
            return false;
        }

        var encoded = EncodedValue.From(value);
        return SendEncoded(encoded);
    }

    /// <summary>Answers <c>:chsk/error</c>, unless an answer has been sent.</summary>
    internal bool Fail() => SendEncoded(Actors.ReplyValues.Error);

    private protected abstract void Deliver(EncodedValue value);

    private bool SendEncoded(EncodedValue value)
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0)
        {
            return false;
        }

        Deliver(value);
        return true;
    }
}
