using Sente.Actors;

namespace Sente;

/// <summary>Thrown by a handler to answer that the request failed, and why: unlike that of any other exception, its text reaches the client.</summary>
/// <remarks>
/// It is an answer, not a fault: it is logged at level Debug, counted in <c>sente.handler.failures</c> with the reason <c>reply_error</c>, and not
/// reported to <see cref="SenteBuilder.OnHandlerError"/>; a pooled actor that throws it keeps its state. What the client receives is described at
/// <see cref="Reply.Fail(string, string?, object?)"/>. An event whose client waits for no reply is answered nothing.
/// </remarks>
public sealed class SenteReplyException : Exception
{
    /// <summary>Creates the exception. Its data is a snapshot, taken at once.</summary>
    /// <param name="message">The reason, for people; the client receives at most 1,024 bytes of UTF-8 of it.</param>
    /// <param name="code">The reason, for programs: at most 128 bytes of UTF-8; null sends none.</param>
    /// <param name="data">Any value; null sends none.</param>
    /// <exception cref="ArgumentException">The code is too long.</exception>
    /// <exception cref="SenteDataException">The data can't be encoded.</exception>
    public SenteReplyException(string message, string? code = null, object? data = null)
        : base(message)
    {
        Content = ReplyContent.FailureWith(message, code, data);
        Code = code;
    }

    /// <summary>The reason, for programs; null if there is none.</summary>
    public string? Code { get; }

    /// <summary>The answer to the request.</summary>
    internal ReplyContent Content { get; }
}
