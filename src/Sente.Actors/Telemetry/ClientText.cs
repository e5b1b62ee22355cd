using Sente.Wire;

namespace Sente.Actors;

/// <summary>Text that a client chose, such as an event id, a uid or a path, for a log line: quoted, escaped and cut when the line is written.</summary>
internal readonly struct ClientText(string? text)
{
    private const int Longest = 100;

    private readonly string? _text = text;

    public static implicit operator ClientText(string? text) => new(text);

    public override string ToString() => SafeText.Quote(_text, Longest);
}

/// <summary>An explanation that may quote a client, for a log line: escaped and cut when the line is written.</summary>
internal readonly struct ReasonText(string? text)
{
    private const int Longest = 500;

    private readonly string? _text = text;

    public static implicit operator ReasonText(string? text) => new(text);

    public override string ToString() => SafeText.Escape(_text ?? "", Longest);
}
