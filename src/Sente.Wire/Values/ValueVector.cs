namespace Sente;

/// <summary>A Clojure vector, <c>[1 2 3]</c>: immutable, equal to another vector with equal items.</summary>
public sealed class ValueVector : ValueSequence, IEquatable<ValueVector>
{
    /// <summary>Makes a vector of plain values; other .NET numbers become the plain one of their kind.</summary>
    /// <exception cref="SenteDataException">An item is not a plain value.</exception>
    public ValueVector(params ReadOnlySpan<object?> items)
        : base(PlainValue.NormalizeAll(items))
    {
    }

    private ValueVector(object?[] items)
        : base(items)
    {
    }

    /// <summary>The vector without items.</summary>
    public static ValueVector Empty { get; } = new([]);

    /// <inheritdoc/>
    public bool Equals(ValueVector? other) => ReferenceEquals(this, other) || (other is not null && ItemsEqual(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueVector);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;

    private protected override ulong ComputeHash() => ValueHash.OfVector(Items);

    /// <summary>Takes over an array that holds plain values and is nobody else's.</summary>
    internal static ValueVector Own(object?[] items) => items.Length == 0 ? Empty : new ValueVector(items);
}
