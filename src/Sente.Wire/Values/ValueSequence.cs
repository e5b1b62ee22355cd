using System.Collections;

namespace Sente;

/// <summary>What <see cref="ValueVector"/> and <see cref="ValueList"/> share: plain values in order, immutable.</summary>
public abstract class ValueSequence : IReadOnlyList<object?>
{
    private readonly object?[] _items;

    private protected ValueSequence(object?[] items) => _items = items;

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>The item at <paramref name="index"/>, from 0 to <see cref="Count"/> - 1.</summary>
    public object? this[int index] => _items[index];

    internal ReadOnlySpan<object?> Items => _items;

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The sequence as EDN, for people.</summary>
    public override string ToString() => PlainValue.Print(this);

    private protected bool ItemsEqual(ValueSequence other)
    {
        if (Count != other.Count)
            return false;
        for (var i = 0; i < _items.Length; i++)
        {
            if (!PlainValue.Equals(_items[i], other._items[i]))
                return false;
        }

        return true;
    }
}
