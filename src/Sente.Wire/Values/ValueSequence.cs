using System.Collections;

namespace Sente;

/// <summary>The common base of <see cref="ValueVector"/> and <see cref="ValueList"/>: plain values in order, immutable.</summary>
public abstract class ValueSequence : IReadOnlyList<object?>, IStructuralValue
{
    private readonly object?[] _items;
    private ulong _hash;

    private protected ValueSequence(object?[] items) => _items = items;

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>The item at <paramref name="index"/>, from 0 to <see cref="Count"/> - 1.</summary>
    public object? this[int index] => _items[index];

    internal ReadOnlySpan<object?> Items => _items;

    ulong IStructuralValue.StructuralHash => Hash;

    private protected ulong Hash
    {
        get
        {
            var hash = Volatile.Read(ref _hash);
            if (hash == 0)
            {
                Volatile.Write(ref _hash, hash = ComputeHash());
            }

            return hash;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the sequence as EDN, for people.</summary>
    public override string ToString() => ValuePrinter.Print(this);

    private protected abstract ulong ComputeHash();

    /// <summary>Whether the items are equal, in a sequence of the same type.</summary>
    private protected bool ItemsEqual(ValueSequence other)
    {
        if (Count != other.Count || Hash != other.Hash)
        {
            return false;
        }

        ValueHash.CountSteps(Count);
        for (var i = 0; i < _items.Length; i++)
        {
            if (!PlainValue.Equals(_items[i], other._items[i]))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A Clojure vector, <c>[1 2 3]</c>: immutable, equal to another vector with equal items.</summary>
public sealed class ValueVector : ValueSequence, IEquatable<ValueVector>
{
    /// <summary>Creates a vector of plain values; other .NET numbers are converted to the plain type of their kind.</summary>
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

    /// <summary>Wraps an array of plain values, which must not be used elsewhere.</summary>
    internal static ValueVector Own(object?[] items) => items.Length == 0 ? Empty : new ValueVector(items);
}

/// <summary>A Clojure list, <c>(1 2 3)</c>: immutable, equal to another list with equal items.</summary>
public sealed class ValueList : ValueSequence, IEquatable<ValueList>
{
    /// <summary>Creates a list of plain values; other .NET numbers are converted to the plain type of their kind.</summary>
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

    /// <summary>Wraps an array of plain values, which must not be used elsewhere.</summary>
    internal static ValueList Own(object?[] items) => items.Length == 0 ? Empty : new ValueList(items);
}
