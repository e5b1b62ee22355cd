namespace Sente.Actors;

/// <summary>
/// The events that a handler receives: those with one id (<c>my-app/request</c>), those of a namespace (<c>my-app/*</c>), or all (<c>*</c>).
/// The most specific pattern wins. <c>*</c> matches no event of the namespace <c>chsk</c>, which only patterns with that namespace do.
/// </summary>
internal readonly record struct EventPattern
{
    private EventPattern(string text) => Text = text;

    /// <summary>The pattern <c>*</c>.</summary>
    public static EventPattern Default { get; } = new("*");

    /// <summary>The pattern as the app wrote it.</summary>
    public string Text { get; }

    /// <summary>Parses a pattern.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
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

    /// <summary>Returns the pattern for the namespace of an event id.</summary>
    public static string NamespaceOf(string eventId) => string.Concat(eventId.AsSpan(0, eventId.IndexOf('/', StringComparison.Ordinal) + 1), "*");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
