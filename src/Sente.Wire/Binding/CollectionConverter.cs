using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>
/// Collections that keep their items' order, as vectors. They read from vectors, lists and sets alike.
/// </summary>
internal sealed class CollectionConverter<TCollection, T> : Converter<TCollection>
    where TCollection : IEnumerable<T>
{
    private readonly MakeCollection<TCollection, T>? _make = CollectionFactory.FromItems<TCollection, T>();
    private Converter<T>? _item;

    // Looked up at first use: a type may contain itself.
    private Converter<T> Item => _item ??= Converters.For<T>();

    /// <summary>Reads the items of the collection that the reader stands on, onto the stack.</summary>
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
            // The common two need no enumerator.
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

/// <summary>Sets, as sets. They read from vectors and lists too: JSON and MessagePack clients may have no sets.</summary>
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
                throw new SenteDataException($"{SenteDataException.Excerpt(item)} comes twice in a set.");
            }
        }

        SeededComparer<T>.Finish(set.Comparer);
        return set;
    }
}

/// <summary>
/// Where the items of a collection are gathered until their number shows, so that it is made in its right size at once. There is
/// one a thread: the items of a collection in a collection lie on top of those of the outer one, until they are cut off.
/// </summary>
internal sealed class PendingItems<T>
{
    // One huge collection must not pin its room for good.
    private const int LargestKept = 4096;
    private const int Smallest = 16;

    [ThreadStatic]
    private static PendingItems<T>? _current;

    private T[] _items = new T[Smallest];

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
