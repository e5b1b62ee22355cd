using System.Collections;

namespace Sente;

/// <summary>A Clojure set, <c>#{1 2 3}</c>: immutable, with its items in their original order; equal to a set with the same items.</summary>
public sealed class ValueSet : IReadOnlyCollection<object?>, IEquatable<ValueSet>, IStructuralValue
{
    private readonly ValueIndex _index;
    private ulong _hash;

    /// <summary>Creates a set of plain values; other .NET numbers are converted to the plain type of their kind.</summary>
    /// <exception cref="SenteDataException">An item is not a plain value, or two items are equal.</exception>
    public ValueSet(params ReadOnlySpan<object?> items)
        : this(PlainValue.NormalizeAll(items))
    {
    }

    private ValueSet(object?[] items)
    {
        _index = ValueIndex.Create(items, out var duplicate);
        if (duplicate >= 0)
        {
            throw Twice(items[duplicate], duplicate);
        }
    }

    /// <summary>The set without items.</summary>
    public static ValueSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _index.Keys.Length;

    internal ReadOnlySpan<object?> Items => _index.Keys;

    ulong IStructuralValue.StructuralHash => Hash;

    private ulong Hash
    {
        get
        {
            var hash = Volatile.Read(ref _hash);
            if (hash == 0)
            {
                Volatile.Write(ref _hash, hash = ValueHash.OfSet(Items));
            }

            return hash;
        }
    }

    /// <summary>Whether <paramref name="item"/> is in the set.</summary>
    public bool Contains(object? item) => _index.Find(PlainValue.Normalize(item)) >= 0;

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_index.Keys).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueSet? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Count != other.Count || Hash != other.Hash)
        {
            return false;
        }

        ValueHash.CountSteps(Count);
        foreach (var item in _index.Keys)
        {
            if (other._index.Find(item) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueSet);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;

    /// <summary>Returns the set as EDN, for people.</summary>
    public override string ToString() => ValuePrinter.Print(this);

    /// <summary>Wraps an array of plain values, which must not be used elsewhere.</summary>
    internal static ValueSet Own(object?[] items) => items.Length == 0 ? Empty : new ValueSet(items);

    private static SenteDataException Twice(object? item, int index)
    {
        var error = new SenteDataException($"{SenteDataException.Excerpt(ValuePrinter.Print(item))} occurs twice in a set.");
        error.In(index);
        return error;
    }
}
