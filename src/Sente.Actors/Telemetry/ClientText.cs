using Sente.Wire;

namespace Sente.Actors;

/// <summary>Text that a client chose (an event id, a uid, a path), as log lines show it: quoted, escaped and cut. Nothing is built for a line that is not written.</summary>
internal readonly struct ClientText(string? text)
{
    private const int Longest = 100;

    private readonly string? _text = text;

    public static implicit operator ClientText(string? text) => new(text);

    public override string ToString() => SafeText.Quote(_text, Longest);
}

/// <summary>An explanation that may quote a client, as log lines show it: one line, escaped and cut.</summary>
internal readonly struct ReasonText(string? text)
{
    private const int Longest = 500;

    private readonly string? _text = text;

    public static implicit operator ReasonText(string? text) => new(text);

    public override string ToString() => SafeText.Escape(_text ?? "", Longest);
}
