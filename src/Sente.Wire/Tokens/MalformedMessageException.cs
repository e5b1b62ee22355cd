namespace Sente.Wire;

/// <summary>What is wrong with a message that can't be taken.</summary>
public enum MalformedKind
{
    /// <summary>It breaks the rules of its format or of the protocol.</summary>
    Malformed,

    /// <summary>It is nested deeper than <see cref="WireLimits.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>It is longer than <see cref="WireLimits.MaxMessageBytes"/>, or stands for more with all references written out.</summary>
    TooBig,
}

/// <summary>A client's message cannot be taken. The message is for people, and says nothing of what it contained beyond a few characters.</summary>
public sealed class MalformedMessageException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="message">The same for people.</param>
    /// <param name="innerException">What failed underneath, if anything.</param>
    public MalformedMessageException(MalformedKind kind, string message, Exception? innerException = null)
        : base(SafeText.Escape(message ?? ""), innerException) => Kind = kind;

    /// <summary>What is wrong.</summary>
    public MalformedKind Kind { get; }
}
