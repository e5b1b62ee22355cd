using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>
/// Where the items of a collection are gathered until their number shows, so that it is made in its right size at once. There is
/// one a thread: the items of a collection in a collection lie on top of those of the outer one, until they are cut off.
/// </summary>
internal sealed class ItemStack<T>
{
    // One huge collection must not pin its room for good.
    private const int LargestKept = 4096;
    private const int Smallest = 16;

    [ThreadStatic]
    private static ItemStack<T>? _current;

    private T[] _items = new T[Smallest];

    public static ItemStack<T> Current => _current ??= new ItemStack<T>();

    public int Count { get; private set; }

    public void Push(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = item;
    }

    /// <summary>The items from <paramref name="start"/> on. Valid until the next push or cut.</summary>
    public ReadOnlySpan<T> From(int start) => _items.AsSpan(start, Count - start);

    /// <summary>Cuts off the items from <paramref name="start"/> on.</summary>
    public void CutTo(int start)
    {
        if (start == 0 && _items.Length > LargestKept)
        {
            _items = new T[Smallest];
        }
        else if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_items, start, Count - start);
        }

        Count = start;
    }
}
