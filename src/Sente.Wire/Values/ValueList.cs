namespace Sente;

/// <summary>A Clojure list, <c>(1 2 3)</c>: immutable, equal to another list with equal items.</summary>
public sealed class ValueList : ValueSequence, IEquatable<ValueList>
{
    /// <summary>Makes a list of plain values; other .NET numbers become the plain one of their kind.</summary>
    /// <exception cref="SenteDataException">An item is not a plain value.</exception>
    public ValueList(params ReadOnlySpan<object?> items)
        : base(PlainValue.NormalizeAll(items))
    {
    }

    private ValueList(object?[] items)
        : base(items)
    {
    }

    /// <summary>The list without items.</summary>
    public static ValueList Empty { get; } = new([]);

    /// <inheritdoc/>
    public bool Equals(ValueList? other) => ReferenceEquals(this, other) || (other is not null && ItemsEqual(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;

    private protected override ulong ComputeHash() => ValueHash.OfList(Items);

    /// <summary>Takes over an array that holds plain values and is nobody else's.</summary>
    internal static ValueList Own(object?[] items) => items.Length == 0 ? Empty : new ValueList(items);
}
