using System.Collections;

namespace Sente;

/// <summary>What <see cref="ValueVector"/> and <see cref="ValueList"/> share: plain values in order, immutable.</summary>
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

    /// <summary>The sequence as EDN, for people.</summary>
    public override string ToString() => ValuePrinter.Print(this);

    private protected abstract ulong ComputeHash();

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
