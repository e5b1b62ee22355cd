using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>
/// Converts collections that keep the order of their items. Writes vectors; reads vectors, lists and sets.
/// </summary>
internal sealed class CollectionConverter<TCollection, T> : Converter<TCollection>
    where TCollection : IEnumerable<T>
{
    private readonly MakeCollection<TCollection, T>? _make = CollectionFactory.FromItems<TCollection, T>();
    private Converter<T>? _item;

    // Looked up at first use: a type may contain itself.
    private Converter<T> Item => _item ??= Converters.For<T>();

    /// <summary>Reads the items of a collection onto the pending ones. The reader is at the start of the collection, and afterwards at its end.</summary>
    public static void ReadItems(TokenReader reader, Converter<T> converter, PendingItems<T> items)
    {
        var index = 0;
        try
        {
            for (; reader.Read() != TokenKind.End; index++)
            {
                items.Push(converter.Read(reader));
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }
    }

    protected override void WriteValue(TokenWriter writer, TCollection value)
    {
        writer.StartVector(CollectionFactory.Count<T>(value));
        var item = Item;
        var index = 0;
        try
        {
            // Arrays and lists, the most common collections, need no enumerator.
            if (value is T[] array)
            {
                for (; index < array.Length; index++)
                {
                    item.Write(writer, array[index]);
                }
            }
            else if (value is List<T> list)
            {
                for (; index < list.Count; index++)
                {
                    item.Write(writer, list[index]);
                }
            }
            else
            {
                foreach (var element in value)
                {
                    item.Write(writer, element);
                    index++;
                }
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }

        writer.End();
    }

    protected override TCollection ReadValue(TokenReader reader)
    {
        if (reader.Kind is not (TokenKind.Vector or TokenKind.List or TokenKind.Set))
        {
            throw Unexpected(reader, "a vector, list or set");
        }

        var make = _make ?? throw CollectionFactory.CannotBuild(typeof(TCollection));
        var items = PendingItems<T>.Current;
        var start = items.Count;
        try
        {
            ReadItems(reader, Item, items);
            return make(items.From(start));
        }
        finally
        {
            items.CutTo(start);
        }
    }
}

/// <summary>Converts sets. Reads vectors and lists too, because JSON and MessagePack clients may have no sets.</summary>
internal sealed class SetConverter<TSet, T> : Converter<TSet>
    where TSet : IEnumerable<T>
{
    private readonly Func<HashSet<T>, TSet>? _build = CollectionFactory.FromSet<TSet, T>();
    private Converter<T>? _item;

    private Converter<T> Item => _item ??= Converters.For<T>();

    protected override void WriteValue(TokenWriter writer, TSet value)
    {
        var item = Item;
        if (item.MayCollide && item is not ScalarConverter<T> && !writer.SkipsKeyChecks)
        {
            WriteAsPlain(writer, value);
            return;
        }

        var seen = item.MayCollide && !writer.SkipsKeyChecks ? new BrowserKeys() : null;
        writer.StartSet(CollectionFactory.Count<T>(value));
        var index = 0;
        try
        {
            foreach (var element in value)
            {
                seen?.Add(Snapshots.ToPlain(element));
                item.Write(writer, element);
                index++;
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }

        writer.End();
    }

    protected override TSet ReadValue(TokenReader reader)
    {
        if (reader.Kind is not (TokenKind.Vector or TokenKind.List or TokenKind.Set))
        {
            throw Unexpected(reader, "a set, vector or list");
        }

        var build = _build ?? throw CollectionFactory.CannotBuild(typeof(TSet));
        var distinct = reader.Kind == TokenKind.Set;
        var items = PendingItems<T>.Current;
        var start = items.Count;
        try
        {
            CollectionConverter<List<T>, T>.ReadItems(reader, Item, items);
            return build(MakeSet(items.From(start), distinct));
        }
        finally
        {
            items.CutTo(start);
        }
    }

    private static HashSet<T> MakeSet(ReadOnlySpan<T> items, bool distinct)
    {
        var set = new HashSet<T>(items.Length, SeededComparer<T>.ForReading());
        foreach (var item in items)
        {
            if (!set.Add(item) && distinct)
            {
                throw new SenteDataException($"{SenteDataException.Excerpt(item)} occurs twice in a set.");
            }
        }

        SeededComparer<T>.Finish(set.Comparer);
        return set;
    }
}

/// <summary>
/// The items of the collections that are being read, until their number is known, so that each collection is created with its final
/// size. A stack per thread: the items of a nested collection are above those of the outer one, until they are removed.
/// </summary>
internal sealed class PendingItems<T>
{
    // One huge collection must not keep its array alive.
    private const int MaxKept = 4096;
    private const int MinLength = 16;

    [ThreadStatic]
    private static PendingItems<T>? _current;

    private T[] _items = new T[MinLength];

    public static PendingItems<T> Current => _current ??= new PendingItems<T>();

    public int Count { get; private set; }

    public void Push(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = item;
    }

    /// <summary>Returns the items from <paramref name="start"/> on. Valid until the next push or cut.</summary>
    public ReadOnlySpan<T> From(int start) => _items.AsSpan(start, Count - start);

    /// <summary>Removes the items from <paramref name="start"/> on.</summary>
    public void CutTo(int start)
    {
        if (start == 0 && _items.Length > MaxKept)
        {
            _items = new T[MinLength];
        }
        else if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_items, start, Count - start);
        }

        Count = start;
    }
}
