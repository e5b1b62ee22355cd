using System.Diagnostics.CodeAnalysis;
using Sente.Wire;

namespace Sente;

/// <summary>A Clojure symbol, such as <c>my.ns/name</c>. Its name is always one that browsers read back the same.</summary>
public sealed class Symbol : IEquatable<Symbol>
{
    private Symbol(string text) => Text = text;

    /// <summary>The whole name: <c>my.ns/name</c>.</summary>
    public string Text { get; }

    /// <summary>Creates a symbol.</summary>
    /// <param name="text">Its whole name.</param>
    /// <exception cref="SenteDataException">The name is empty or would not read back the same.</exception>
    public static Symbol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Names.WhyNotSymbol(text) is { } why
            ? throw new SenteDataException($"\"{SenteDataException.Excerpt(text)}\" is not a symbol: {why}.")
            : new Symbol(text);
    }

    /// <summary>Creates a symbol, if <paramref name="text"/> is a valid name.</summary>
    /// <param name="text">Its whole name.</param>
    /// <param name="symbol">The symbol; null if the name is invalid.</param>
    /// <returns>Whether the name is valid.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Symbol? symbol)
    {
        symbol = text is not null && Names.WhyNotSymbol(text) is null ? new Symbol(text) : null;
        return symbol is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Symbol? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Symbol);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine('\'', Text);

    /// <summary>Returns the symbol as Clojure prints it.</summary>
    public override string ToString() => Text;
}
