namespace Sente;

/// <summary>
/// Finds a plain value among the keys of a map or the items of a set. A few are searched one by one, which is faster than hashing
/// them; more get a table.
/// </summary>
internal readonly struct ValueIndex
{
    private const int Few = 8;

    private readonly object?[] _keys;
    private readonly Dictionary<Key, int>? _table;

    private ValueIndex(object?[] keys, Dictionary<Key, int>? table)
    {
        _keys = keys;
        _table = table;
    }

    public object?[] Keys => _keys;

    /// <summary>Indexes keys; <paramref name="duplicate"/> is the index of a key that equals an earlier one, or -1.</summary>
    public static ValueIndex Create(object?[] keys, out int duplicate)
    {
        duplicate = -1;
        if (keys.Length <= Few)
        {
            for (var i = 1; i < keys.Length && duplicate < 0; i++)
            {
                if (Search(keys.AsSpan(0, i), keys[i]) >= 0)
                {
                    duplicate = i;
                }
            }

            return new ValueIndex(keys, null);
        }

        ValueHash.CountSteps(keys.Length);
        var table = new Dictionary<Key, int>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            if (!table.TryAdd(new Key(keys[i]), i))
            {
                duplicate = i;
                break;
            }
        }

        return new ValueIndex(keys, table);
    }

    public int Find(object? key)
    {
        if (_table is null)
        {
            return Search(_keys, key);
        }

        return _table.TryGetValue(new Key(key), out var index) ? index : -1;
    }

    private static int Search(ReadOnlySpan<object?> keys, object? key)
    {
        ValueHash.CountSteps(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            if (PlainValue.Equals(keys[i], key))
            {
                return i;
            }
        }

        return -1;
    }

    // Dictionary takes no null keys, but nil is a key like any other.
    private readonly record struct Key(object? Value)
    {
        public bool Equals(Key other) => PlainValue.Equals(Value, other.Value);

        public override int GetHashCode() => PlainValue.GetHashCode(Value);
    }
}
