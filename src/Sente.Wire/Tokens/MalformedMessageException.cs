namespace Sente.Wire;

/// <summary>Why a message is not acceptable.</summary>
public enum MalformedKind
{
    /// <summary>The message breaks the rules of its format or of the protocol.</summary>
    Malformed,

    /// <summary>The message is nested deeper than <see cref="WireLimits.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>The message is longer than <see cref="WireLimits.MaxMessageBytes"/>, or expands to more.</summary>
    TooBig,
}

/// <summary>Thrown when a client's message is not acceptable. The exception's message is for people, and quotes at most a few characters of the client's.</summary>
public sealed class MalformedMessageException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">Why the message is not acceptable.</param>
    /// <param name="message">The reason, for people. Control characters are escaped.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public MalformedMessageException(MalformedKind kind, string message, Exception? innerException = null)
        : base(SafeText.Escape(message ?? ""), innerException) => Kind = kind;

    /// <summary>Why the message is not acceptable.</summary>
    public MalformedKind Kind { get; }
}
