using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sente.Wire;

namespace Sente;

/// <summary>
/// A Clojure keyword, such as <c>:my-app/status</c>. Its name is always one that browsers read back the same.
/// </summary>
public sealed class Keyword : IEquatable<Keyword>
{
    private readonly byte[] _utf8;

    private Keyword(string text, byte[] utf8)
    {
        Text = text;
        _utf8 = utf8;
    }

    /// <summary>The whole name without the colon: <c>my-app/status</c>.</summary>
    public string Text { get; }

    /// <summary>The part before the slash; null without a slash.</summary>
    public string? Namespace => Slash > 0 ? Text[..Slash] : null;

    /// <summary>The part after the slash; the whole name without a slash.</summary>
    public string Name => Slash > 0 ? Text[(Slash + 1)..] : Text;

    /// <summary>Whether the keyword has a namespace, as every event id must.</summary>
    public bool IsNamespaced => Slash > 0;

    internal ReadOnlySpan<byte> Utf8 => _utf8;

    private int Slash => Text.IndexOf('/');

    /// <summary>Creates a keyword.</summary>
    /// <param name="text">Its name without the colon: <c>status</c>, <c>my-app/status</c>.</param>
    /// <exception cref="SenteDataException">The name is empty or would not read back the same.</exception>
    public static Keyword Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Names.WhyNotKeyword(text) is { } why
            ? throw new SenteDataException($"\"{SenteDataException.Excerpt(text)}\" is not a keyword: {why}.")
            : new Keyword(text, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Creates a keyword, if <paramref name="text"/> is a valid name.</summary>
    /// <param name="text">Its name without the colon.</param>
    /// <param name="keyword">The keyword; null if the name is invalid.</param>
    /// <returns>Whether the name is valid.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Keyword? keyword)
    {
        keyword = text is not null && Names.WhyNotKeyword(text) is null ? new Keyword(text, Encoding.UTF8.GetBytes(text)) : null;
        return keyword is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Keyword? other) => ReferenceEquals(this, other) || (other is not null && Text == other.Text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Keyword);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(':', Text);

    /// <summary>Returns the keyword as Clojure prints it, with its colon.</summary>
    public override string ToString() => ":" + Text;
}
