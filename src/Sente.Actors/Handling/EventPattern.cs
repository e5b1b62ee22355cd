namespace Sente.Actors;

/// <summary>
/// What a handler is registered for: an event's id (<c>my-app/request</c>), all of a namespace (<c>my-app/*</c>), or all (<c>*</c>).
/// The most specific wins. <c>*</c> takes no event of the namespace <c>chsk</c>: those must be named, or <c>chsk/*</c>.
/// </summary>
internal readonly record struct EventPattern
{
    private EventPattern(string text) => Text = text;

    /// <summary>The pattern of everything that nobody else takes.</summary>
    public static EventPattern Default { get; } = new("*");

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Checks a pattern.</summary>
    /// <exception cref="ArgumentException">It is none of the three forms.</exception>
    public static EventPattern Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text == Default.Text)
        {
            return Default;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var wellFormed = slash > 0 && slash < text.Length - 1 && !text.StartsWith(':')
            && text.IndexOf('*', StringComparison.Ordinal) is var star
            && (star < 0 || (star == slash + 1 && star == text.Length - 1));
        return wellFormed
            ? new EventPattern(text)
            : throw new ArgumentException($"\"{text}\" is no event pattern: write an id without its colon (\"chat/message\"), a namespace (\"chat/*\") or \"*\".", nameof(text));
    }

    /// <summary>The pattern that takes all of an event id's namespace.</summary>
    public static string NamespaceOf(string eventId) => string.Concat(eventId.AsSpan(0, eventId.IndexOf('/', StringComparison.Ordinal) + 1), "*");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
