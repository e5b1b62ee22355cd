using System.Diagnostics.CodeAnalysis;
using Sente.Wire;

namespace Sente;

/// <summary>A Clojure symbol, such as <c>my.ns/name</c>. Only names that browsers read back the same can be made.</summary>
public sealed class Symbol : IEquatable<Symbol>
{
    private Symbol(string text) => Text = text;

    /// <summary>The whole name: <c>my.ns/name</c>.</summary>
    public string Text { get; }

    /// <summary>Makes a symbol.</summary>
    /// <param name="text">Its whole name.</param>
    /// <exception cref="SenteDataException">The name is empty or would not read back the same.</exception>
    public static Symbol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Names.WhyNoSymbol(text) is { } why
            ? throw new SenteDataException($"\"{SenteDataException.Excerpt(text)}\" is no symbol: {why}.")
            : new Symbol(text);
    }

    /// <summary>Makes a symbol, if <paramref name="text"/> is the name of one.</summary>
    /// <param name="text">Its whole name.</param>
    /// <param name="symbol">The symbol.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Symbol? symbol)
    {
        symbol = text is not null && Names.WhyNoSymbol(text) is null ? new Symbol(text) : null;
        return symbol is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Symbol? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Symbol);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine('\'', Text);

    /// <summary>The symbol as Clojure prints it.</summary>
    public override string ToString() => Text;
}
