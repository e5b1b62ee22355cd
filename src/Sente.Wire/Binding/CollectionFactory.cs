using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;

namespace Sente.Wire;

/// <summary>Creates a collection from its items.</summary>
internal delegate TCollection MakeCollection<out TCollection, T>(ReadOnlySpan<T> items);

/// <summary>Finds out how a collection type of .NET is created from the items that were read; null if it can't be.</summary>
internal static class CollectionFactory
{
    public static int Count<T>(IEnumerable<T> items) => items switch
    {
        ICollection<T> collection => collection.Count,
        IReadOnlyCollection<T> collection => collection.Count,
        _ => -1,
    };

    public static SenteDataException CannotBuild(Type type) => new(
        $"{TypeName.Of(type)} can be written but not read: it has neither a public constructor without parameters nor one that takes its items.")
    { IsAboutType = true };

    public static MakeCollection<TCollection, T>? FromItems<TCollection, T>()
    {
        if (typeof(TCollection) == typeof(T[]))
        {
            return (MakeCollection<TCollection, T>)(object)(MakeCollection<T[], T>)(static items => items.ToArray());
        }

        if (typeof(TCollection) == typeof(ImmutableArray<T>))
        {
            return (MakeCollection<TCollection, T>)(object)(MakeCollection<ImmutableArray<T>, T>)(static items => [.. items]);
        }

        if (typeof(TCollection).IsAssignableFrom(typeof(ImmutableList<T>)) && !typeof(TCollection).IsAssignableFrom(typeof(List<T>)))
        {
            return static items => (TCollection)(object)ImmutableList.Create(items);
        }

        var build = Build<TCollection, List<T>, T, T>(static (collection, item) => collection.Add(item), null);
        return build is null ? null : items => build([.. items]);
    }

    public static Func<HashSet<T>, TSet>? FromSet<TSet, T>()
    {
        if (typeof(TSet) == typeof(FrozenSet<T>))
        {
            return static items => (TSet)(object)items.ToFrozenSet(items.Comparer);
        }

        if (typeof(TSet).IsAssignableFrom(typeof(ImmutableHashSet<T>)) && !typeof(TSet).IsAssignableFrom(typeof(HashSet<T>)))
        {
            return static items => (TSet)(object)items.ToImmutableHashSet(items.Comparer);
        }

        if (typeof(TSet) == typeof(ImmutableSortedSet<T>))
        {
            return static items => (TSet)(object)items.ToImmutableSortedSet(KeyOrder<T>.Instance);
        }

        return Build<TSet, HashSet<T>, T, T>(static (collection, item) => collection.Add(item), static items => items.Comparer);
    }

    public static Func<Dictionary<TKey, TValue>, TDictionary>? FromDictionary<TDictionary, TKey, TValue>()
        where TKey : notnull
    {
        if (typeof(TDictionary) == typeof(FrozenDictionary<TKey, TValue>))
        {
            return static items => (TDictionary)(object)items.ToFrozenDictionary(items.Comparer);
        }

        if (typeof(TDictionary).IsAssignableFrom(typeof(ImmutableDictionary<TKey, TValue>))
            && !typeof(TDictionary).IsAssignableFrom(typeof(Dictionary<TKey, TValue>)))
        {
            return static items => (TDictionary)(object)items.ToImmutableDictionary(items.Comparer);
        }

        if (typeof(TDictionary) == typeof(ImmutableSortedDictionary<TKey, TValue>))
        {
            return static items => (TDictionary)(object)items.ToImmutableSortedDictionary(KeyOrder<TKey>.Instance);
        }

        return Build<TDictionary, Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>, TKey>(static (collection, item) => collection.Add(item), static items => items.Comparer);
    }

    // The collection that was read itself; or by a constructor that takes it, if possible with a comparer, because .NET's own comparers
    // have no seed and their order depends on the culture; or empty, and then item by item.
    private static Func<TRead, TTarget>? Build<TTarget, TRead, TItem, TKey>(Action<ICollection<TItem>, TItem> add, Func<TRead, IEqualityComparer<TKey>>? comparer)
        where TRead : ICollection<TItem>
    {
        if (typeof(TTarget).IsAssignableFrom(typeof(TRead)))
        {
            return static items => (TTarget)(object)items;
        }

        if (typeof(TTarget).IsAbstract)
        {
            return null;
        }

        var comparing = comparer is null ? null : Array.Find(typeof(TTarget).GetConstructors(), constructor =>
            constructor.GetParameters() is [var first, var second] && IsTakenBy<TRead>(first)
            && (second.ParameterType == typeof(IEqualityComparer<TKey>) || (second.ParameterType == typeof(IComparer<TKey>) && KeyOrder<TKey>.Instance is not null)));
        if (comparing is not null)
        {
            var isSorted = comparing.GetParameters()[1].ParameterType == typeof(IComparer<TKey>);
            return items => (TTarget)comparing.Invoke(BindingFlags.DoNotWrapExceptions, null, [items, isSorted ? KeyOrder<TKey>.Instance : comparer!(items)], null);
        }

        var taking = Array.Find(typeof(TTarget).GetConstructors(), constructor => constructor.GetParameters() is [var only] && IsTakenBy<TRead>(only));
        if (taking is not null)
        {
            return items => (TTarget)taking.Invoke(BindingFlags.DoNotWrapExceptions, null, [items], null);
        }

        if (typeof(TTarget).GetConstructor(Type.EmptyTypes) is null || !typeof(ICollection<TItem>).IsAssignableFrom(typeof(TTarget)))
        {
            return null;
        }

        return items =>
        {
            var target = Activator.CreateInstance<TTarget>();
            foreach (var item in items)
            {
                add((ICollection<TItem>)target!, item);
            }

            return target;
        };
    }

    private static bool IsTakenBy<TRead>(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(object) && parameter.ParameterType.IsAssignableFrom(typeof(TRead));
}

/// <summary>
/// The order of sorted collections: ordinal for strings. .NET's default depends on the thread's culture, in which different strings may be
/// the same key.
/// </summary>
internal static class KeyOrder<T>
{
    /// <summary>The order; null for the type's default order.</summary>
    public static IComparer<T>? Instance { get; } = typeof(T) == typeof(string) ? (IComparer<T>)(object)StringComparer.Ordinal : null;
}
