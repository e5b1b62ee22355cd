using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sente;

/// <summary>
/// A Clojure map, <c>{:a 1, "b" 2, nil 3}</c>: immutable, with its entries in their original order and any plain value as
/// key; equal to a map with the same entries.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A value of the wire, named as in Clojure.")]
public sealed class ValueMap : IReadOnlyDictionary<object?, object?>, IEquatable<ValueMap>, IStructuralValue
{
    private readonly ValueIndex _index;
    private readonly object?[] _values;
    private ulong _hash;

    /// <summary>Creates a map of plain values; other .NET numbers are converted to the plain type of their kind.</summary>
    /// <exception cref="SenteDataException">A key or value is not a plain value, or two keys are equal.</exception>
    public ValueMap(params ReadOnlySpan<(object? Key, object? Value)> entries)
        : this(Column(entries, keys: true), Column(entries, keys: false))
    {
    }

    private ValueMap(object?[] keys, object?[] values)
    {
        _values = values;
        _index = ValueIndex.Create(keys, out var duplicate);
        if (duplicate >= 0)
        {
            throw new SenteDataException($"The key {SenteDataException.Excerpt(ValuePrinter.Print(keys[duplicate]))} occurs twice in a map.");
        }
    }

    /// <summary>The map without entries.</summary>
    public static ValueMap Empty { get; } = new([], []);

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public IEnumerable<object?> Keys => _index.Keys;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => _values;

    internal ReadOnlySpan<object?> KeyItems => _index.Keys;

    internal ReadOnlySpan<object?> ValueItems => _values;

    ulong IStructuralValue.StructuralHash => Hash;

    private ulong Hash
    {
        get
        {
            var hash = Volatile.Read(ref _hash);
            if (hash == 0)
            {
                Volatile.Write(ref _hash, hash = ValueHash.OfMap(KeyItems, ValueItems));
            }

            return hash;
        }
    }

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">The map has no such key.</exception>
    public object? this[object? key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"The map has no key {SenteDataException.Excerpt(key)}.");

    /// <summary>Returns the value of a keyword, given without its colon; null if the map does not have it.</summary>
    public object? Get(string key) => TryGetValue(Keyword.Parse(key), out var value) ? value : null;

    /// <inheritdoc/>
    public bool ContainsKey(object? key) => _index.Find(PlainValue.Normalize(key)) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(object? key, [MaybeNullWhen(false)] out object? value)
    {
        var index = _index.Find(PlainValue.Normalize(key));
        value = index >= 0 ? _values[index] : null;
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            yield return new KeyValuePair<object?, object?>(_index.Keys[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueMap? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Count != other.Count || Hash != other.Hash)
        {
            return false;
        }

        ValueHash.CountSteps(2 * Count);
        for (var i = 0; i < _values.Length; i++)
        {
            var there = other._index.Find(_index.Keys[i]);
            if (there < 0 || !PlainValue.Equals(_values[i], other._values[there]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueMap);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;

    /// <summary>Returns the map as EDN, for people.</summary>
    public override string ToString() => ValuePrinter.Print(this);

    /// <summary>Wraps arrays of plain values, which must not be used elsewhere.</summary>
    internal static ValueMap Own(object?[] keys, object?[] values) => keys.Length == 0 ? Empty : new ValueMap(keys, values);

    private static object?[] Column(ReadOnlySpan<(object? Key, object? Value)> entries, bool keys)
    {
        var column = new object?[entries.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = PlainValue.Normalize(keys ? entries[i].Key : entries[i].Value);
        }

        return column;
    }
}
